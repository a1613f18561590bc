import { describe, expect, it } from 'vitest';
import type { ApiFaultInput } from '../api-fault-schema.ts';
import { type Message, post, twoClns } from './cln.fixture.ts';

type Two = Awaited<ReturnType<typeof twoClns>>;
type Fault = ApiFaultInput extends infer One
  ? One extends ApiFaultInput
    ? Omit<One, 'id' | 'node'>
    : never
  : never;

const FAULTS: Readonly<Record<string, Fault>> = {
  'request lost': { kind: 'net.request_lost' },
  'reset before': { kind: 'net.reset', phase: 'before' },
  'error before': { kind: 'api.error', accepted: false },
  throttled: { kind: 'api.throttle', callsMax: 0, perMs: 1_000 },
  unauthorized: { kind: 'api.auth_expired' },
  locked: { kind: 'node.locked_or_syncing', state: 'locked' },
  'response lost': { kind: 'net.response_lost' },
  'reset mid': { kind: 'net.reset', phase: 'mid' },
  'reset after': { kind: 'net.reset', phase: 'after' },
  'error after': { kind: 'api.error', accepted: true },
  truncated: { kind: 'net.truncate' },
  unreadable: { kind: 'api.schema_drift', drift: 'unreadable' },
  'fee missing': { kind: 'api.schema_drift', drift: 'fee_missing' },
};

/** What a client gets of one pay call, in a word; 'silence' after 20 s. */
async function pays(two: Two, over: 'socket' | 'rest', bolt11: string): Promise<string> {
  const { network, payer } = two;
  const body = { invstring: bolt11 };
  const call =
    over === 'socket'
      ? payer.rpc.ask('xpay', body).then(ofRpc)
      : post(payer, '/v1/xpay', JSON.stringify(body)).then(ofHttp);
  let word = 'silence';
  void call.then(
    (said) => {
      word = said;
    },
    (error: Error & { code?: string }) => {
      word = `no answer: ${error.code ?? error.message}`;
    },
  );
  await network.run(20_000);
  return word;
}

function ofRpc({ result, error }: Message): string {
  return error === undefined ? `result ${Object.keys(result).join()}` : `error ${error.code}`;
}

function ofHttp({ status, type, json }: { status: number; type: string; json: Message }): string {
  const content = type === 'application/json' ? (json.code ?? Object.keys(json).join()) : type;
  return `${status} ${content}`;
}

const PAID = 'payment_preimage,amount_msat,amount_sent_msat,failed_parts,successful_parts';
const NO_FEE = 'payment_preimage,amount_msat,failed_parts,successful_parts';

describe('a struck pay call', () => {
  it.each<[string, string, string, boolean]>([
    // fault, socket, clnrest, whether the payment was made
    ['request lost', 'silence', 'silence', false],
    ['reset before', 'no answer: closed', 'no answer: ECONNRESET', false],
    ['error before', 'error -1', '503 text/plain', false],
    ['throttled', 'error -1', '429 text/plain', false],
    ['unauthorized', 'no answer: closed', '401 1502', false],
    ['locked', 'error -5', '503 text/plain', false],
    ['response lost', 'silence', 'silence', true],
    ['reset mid', 'no answer: closed', 'no answer: ECONNRESET', true],
    ['reset after', 'no answer: closed', 'no answer: ECONNRESET', true],
    ['error after', 'error -4', '500 code,message,data', true],
    ['truncated', 'no answer: closed', 'no answer: ECONNRESET', true],
    ['unreadable', 'no answer: no JSON', '201 text/html', true],
    ['fee missing', `result ${NO_FEE}`, `201 ${NO_FEE}`, true],
    ['none', `result ${PAID}`, `201 ${PAID}`, true],
  ])('%s', async (name, onSocket, onRest, made) => {
    for (const [over, word] of [
      ['socket', onSocket],
      ['rest', onRest],
    ] as const) {
      const two = await twoClns();
      const { network, payee } = two;
      const wish = { amount_msat: 1_000, label: 'a', description: 'a' };
      const { result } = await network.until(payee.rpc.ask('invoice', wish));
      const fault = FAULTS[name];
      if (fault !== undefined)
        network.faults.switchOn({ ...fault, id: 'f', node: 'payer', calls: ['pay'] } as ApiFaultInput);
      expect([over, await pays(two, over, result.bolt11)]).toEqual([over, word]);
      expect(payee.emulator.desk.invoice(result.payment_hash)?.state).toBe(made ? 'paid' : 'open');
    }
  });
});

it('an unknown state is one of rows, and half an answer ends in the middle', async () => {
  const two = await twoClns();
  const { network, payer, payee } = two;
  const { result } = await network.until(
    payee.rpc.ask('invoice', { amount_msat: 1_000, label: 'a', description: 'a' }),
  );
  await network.until(payer.rpc.ask('xpay', [result.bolt11]));
  const drift = { kind: 'api.schema_drift', drift: 'unknown_state', id: 'd', node: 'payer' } as const;
  network.faults.switchOn(drift);
  const { payment_hash } = result;
  const said = await network.until(payer.rpc.ask('listsendpays', { payment_hash }));
  expect(said.result.payments).toMatchObject([{ status: 'frozzled', payment_hash }]);
  network.faults.switchOff('d');
  network.faults.switchOn({ kind: 'net.truncate', id: 't', node: 'payer' });
  const before = payer.rpc.text.length;
  const cut = payer.rpc.ask('getinfo').catch((error: Error) => error.message);
  expect(await network.until(cut)).toBe('closed');
  expect(payer.rpc.text.slice(before)).toMatch(/^\{"jsonrpc":"2.0","id":"test:getinfo#\d+","result":\{"id":/);
  expect(payer.rpc.text.endsWith('\n')).toBe(false);
});

it('streams that break take the connection of whoever waits', async () => {
  const { network, payee } = await twoClns();
  const waits = payee.rpc.ask('waitanyinvoice').catch((error: Error) => error.message);
  await network.run(10);
  network.desks.breakStreams(network.ordinalOf('payee'));
  expect(await network.until(waits)).toBe('closed');
});
