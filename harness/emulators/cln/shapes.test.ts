import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { type Cln, type Message, startOne } from './cln.fixture.ts';
import { readJson, type Wire } from './wire-json.ts';

const fixture = (name: string) =>
  readJson(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Message;

/** Types of Core Lightning's schemas in plain JSON schema (`doc/rpc-schema-draft.json`). */
const TYPES: Readonly<Record<string, object>> = {
  hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  secret: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  txid: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  pubkey: { type: 'string', pattern: '^0[23][0-9a-f]{64}$' },
  signature: { type: 'string', pattern: '^([0-9a-f]{2})+$' },
  bip340sig: { type: 'string', pattern: '^[0-9a-f]{128}$' },
  hex: { type: 'string', pattern: '^([0-9a-f]{2})*$' },
  short_channel_id: { type: 'string', pattern: '^\\d+x\\d+x\\d+$' },
  short_channel_id_dir: { type: 'string', pattern: '^\\d+x\\d+x\\d+/[01]$' },
  ...Object.fromEntries(
    ['msat', 'u64', 'u32', 'u16', 'u8'].map((type) => [type, { type: 'integer', minimum: 0 }]),
  ),
};

function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { type, ...rest } = schema as Message;
  const other = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]));
  if (typeof type !== 'string') return type === undefined ? other : { ...other, type: plain(type) };
  return { ...other, ...(TYPES[type] ?? { type }) };
}

const schemas = new Map<string, ValidateFunction>();
/** Every answer that the emulator gave to a method. */
const answers = new Map<string, Message[]>();
let payer: Cln;
let payee: Cln;
let network: ReturnType<typeof smallEmulatedNetwork>;

async function ask(of: Cln, method: string, params: Wire = {}): Promise<Message> {
  const said = await network.until(of.rpc.ask(method, params));
  if (said.result !== undefined) {
    const known = answers.get(method) ?? [];
    answers.set(method, [...known, said.result]);
  }
  return said;
}

async function invoiceOf(label: string, more: object = {}): Promise<Message> {
  return (await ask(payee, 'invoice', { amount_msat: 250_000, label, description: label, ...more })).result;
}

/** The network above, driven through most of what it can say. */
async function drive(): Promise<void> {
  const paid = await invoiceOf('paid');
  const hash = paid.payment_hash;
  await ask(payer, 'xpay', { invstring: paid.bolt11, label: 'rent' });
  await ask(payer, 'pay', { bolt11: (await invoiceOf('old way')).bolt11 });
  await ask(payer, 'pay', [paid.bolt11]);
  await invoiceOf('unpaid', { amount_msat: 'any', expiry: 1 });
  await network.run(3_000);
  const refused = await invoiceOf('refused');
  await ask(payee, 'delinvoice', { label: 'refused', status: 'unpaid' });
  await ask(payer, 'xpay', { invstring: refused.bolt11 });
  const { groupid } = (await ask(payer, 'listsendpays', { payment_hash: hash })).result.payments[0];
  await ask(payer, 'waitsendpay', { payment_hash: hash, partid: 1, groupid });
  const hold = `${'ab'.repeat(32)}`;
  const held = (await ask(payee, 'holdinvoice', { payment_hash: hold, amount: 5_000 })).result;
  void payer.rpc.ask('xpay', { invstring: held.bolt11 }).catch(() => {});
  await network.run(2_000);
  for (const [method, params] of [
    ['listsendpays', {}],
    ['listpays', {}],
    ['listpeerchannels', {}],
    ['listfunds', {}],
    ['listchannels', {}],
    ['listnodes', {}],
    ['listpeers', {}],
    ['listconfigs', {}],
    ['getinfo', {}],
    ['help', {}],
    ['check', { command_to_check: 'xpay' }],
    ['decode', { string: paid.bolt11 }],
    ['newaddr', { addresstype: 'all' }],
    ['newaddr', {}],
    ['feerates', { style: 'perkw' }],
    ['feerates', { style: 'perkb' }],
    ['wait', { subsystem: 'sendpays', indexname: 'updated', nextvalue: 0 }],
    ['createrune', { restrictions: 'readonly' }],
    ['createrune', {}],
  ] as const)
    await ask(payer, method, params);
  await ask(payer, 'checkrune', { rune: answers.get('createrune')![1]!.rune, method: 'getinfo' });
  const peer = answers.get('listpeers')![0]!.peers[0].id;
  const { id: us } = answers.get('getinfo')![0]!;
  await ask(payer, 'connect', { id: peer });
  await ask(payer, 'getroute', { id: peer, amount_msat: 1_000, riskfactor: 1 });
  await ask(payer, 'getroutes', {
    source: us,
    destination: answers.get('decode')![0]!.payee,
    amount_msat: 1_000,
    layers: ['auto.localchans'],
    maxfee_msat: 5_000,
    final_cltv: 18,
  });
  const next = answers.get('wait')![0]!.updated + 1;
  const waits = ask(payer, 'wait', { subsystem: 'sendpays', indexname: 'updated', nextvalue: next });
  const another = (await invoiceOf('another')).bolt11;
  await ask(payer, 'xpay', { invstring: another });
  await waits;
  await ask(payee, 'listinvoices', {});
  await ask(payee, 'waitinvoice', { label: 'paid' });
  await ask(payee, 'waitanyinvoice', { lastpay_index: 0 });
  await ask(payee, 'waitanyinvoice', [1]);
  await ask(payer, 'delpay', { payment_hash: hash, status: 'complete' });
}

beforeAll(async () => {
  network = smallEmulatedNetwork({ payer: 'cln', payee: 'cln' });
  const stops: (() => Promise<void>)[] = [];
  payer = await startOne(network, 'payer', {}, (stop) => stops.push(stop));
  payee = await startOne(network, 'payee', {}, (stop) => stops.push(stop));
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const [method, schema] of Object.entries(fixture('schemas').responses))
    schemas.set(method, ajv.compile({ type: 'object', ...(plain(schema) as object) }));
  await drive();
  return async () => {
    for (const stop of stops) await stop();
    network.stop();
  };
});

it("every answer satisfies Core Lightning's own schema", () => {
  const wrong = [...schemas].flatMap(([method, valid]) =>
    (answers.get(method) ?? []).flatMap((answer) =>
      // As a number, rounded or not: the schema knows no bigint.
      valid(
        JSON.parse(
          JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
        ),
      )
        ? []
        : [`${method}: ${JSON.stringify(valid.errors)}`],
    ),
  );
  expect(wrong).toEqual([]);
  expect([...schemas.keys()].filter((method) => !answers.has(method))).toEqual([]);
});

it('a schema can say no', () => {
  expect(schemas.get('xpay')!({ payment_preimage: 'x' })).toBe(false);
  expect(schemas.get('listsendpays')!({ payments: [{ status: 'frozzled' }] })).toBe(false);
});

/** What the recorded daemon says and this one does not: it has no such thing (`path`: why). */
const NOT_HERE: Readonly<Record<string, string>> = {
  'decode.amount_msat': 'an amountless invoice has none',
  'listpeers.peers[].remote_addr': 'channels have no wire',
  'listpeerchannels.channels[].scratch_txid': 'no transactions',
  'listpeerchannels.channels[].last_tx_fee_msat': 'no transactions',
  'listpeerchannels.channels[].close_to_addr': 'no transactions',
  'listpeerchannels.channels[].close_to': 'no transactions',
  'listpeerchannels.channels[].alias': 'channels are public',
  'listpeerchannels.channels[].funding': 'nobody opened the channel',
  'listpeerchannels.channels[].last_stable_connection': 'connections are not timed',
  'listpeerchannels.channels[].htlcs[].local_trimmed': 'no commitment transactions',
  'listpeerchannels.channels[].state_changes[]': 'no channel is opened while the network lives',
  'listnodes.nodes[].addresses[]': 'channels have no wire',
  'listfunds.outputs[]': 'no wallet',
  'newaddr.bech32': 'asked for',
  'invoice.warning_deadends': 'no gossip',
};

interface Recorded {
  readonly transcript: string;
  readonly method: string;
  readonly note?: string;
  readonly result?: Message;
}

/** Paths of all fields with their JSON type; items of lists together. */
function shapeOf(
  value: unknown,
  path: string,
  into = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  const type = Array.isArray(value) ? 'list' : typeof value === 'bigint' ? 'number' : typeof value;
  into.set(path, (into.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const item of value) shapeOf(item, `${path}[]`, into);
  else if (type === 'object' && value !== null)
    for (const [key, item] of Object.entries(value as object)) shapeOf(item, `${path}.${key}`, into);
  return into;
}

describe('the same shape as recorded answers', () => {
  const recorded = (fixture('recorded').recorded as Recorded[]).filter(({ result }) => result !== undefined);
  it.each(recorded.map((entry) => [entry.method, entry.note ?? entry.transcript, entry] as const))(
    '%s: %s',
    (method, _note, { result }) => {
      const ours = shapeOf(answers.get(method)![0]!, method);
      for (const answer of answers.get(method)!) shapeOf(answer, method, ours);
      const missing = [...shapeOf(result, method)].flatMap(([path, types]) => {
        const excused = Object.keys(NOT_HERE).some((prefix) => path.startsWith(prefix));
        if (excused) return [];
        const found = ours.get(path);
        return found !== undefined && [...types].every((type) => found.has(type)) ? [] : [path];
      });
      expect(missing).toEqual([]);
    },
  );
});

it('an invoice of the real daemon is decoded as the real daemon did', async () => {
  const { params, result } = fixture('recorded').recorded.find(({ method }: Message) => method === 'decode');
  expect((await ask(payer, 'decode', params)).result).toEqual(result);
});
