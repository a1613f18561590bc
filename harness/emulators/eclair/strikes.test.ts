import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiFaultInput } from '../api-fault-schema.ts';
import { EclairBench, type HttpAnswer } from './eclair-bench.fixture.ts';

let eclair: EclairBench;
beforeEach(async () => {
  eclair = await EclairBench.start();
});
afterEach(() => eclair.stop());

type Fault = ApiFaultInput extends infer One
  ? One extends ApiFaultInput
    ? Omit<One, 'id' | 'node'>
    : never
  : never;
const strike = (fault: Fault) =>
  eclair.it.faults.switchOn({ id: 'f', node: 'payer', ...fault } as ApiFaultInput);

/** What the client saw: a status, the code of a broken connection, or silence. */
async function seen(call: Promise<HttpAnswer>): Promise<unknown> {
  let outcome: unknown = 'silence';
  call.then(
    ({ status }) => {
      outcome = status;
    },
    ({ code }) => {
      outcome = code;
    },
  );
  await eclair.it.run(5000);
  return outcome;
}

describe('a pay call', () => {
  it.each<[string, Fault, unknown, boolean]>([
    ['lost before', { kind: 'net.request_lost' }, 'silence', false],
    ['reset before', { kind: 'net.reset', phase: 'before' }, 'ECONNRESET', false],
    ['503', { kind: 'api.error', accepted: false }, 503, false],
    ['429', { kind: 'api.throttle', callsMax: 0, perMs: 1000 }, 429, false],
    ['401', { kind: 'api.auth_expired' }, 401, false],
    ['no API there', { kind: 'node.locked_or_syncing', state: 'locked' }, 404, false],
    ['answer lost', { kind: 'net.response_lost' }, 'silence', true],
    ['reset at once', { kind: 'net.reset', phase: 'after' }, 'ECONNRESET', true],
    ['reset instead of the answer', { kind: 'net.reset', phase: 'mid' }, 'ECONNRESET', true],
    ['500 at once', { kind: 'api.error', accepted: true }, 500, true],
    ['half an answer', { kind: 'net.truncate' }, 'ECONNRESET', true],
    ['a page', { kind: 'api.schema_drift', drift: 'unreadable' }, 200, true],
  ])('%s', async (_name, fault, outcome, isPaid) => {
    const { text, hash } = eclair.invoice();
    strike({ ...fault, count: 1 });
    expect(await seen(eclair.send('payinvoice', { invoice: text, blocking: true }))).toBe(outcome);
    expect(eclair.payee.invoice(hash)?.state).toBe(isPaid ? 'paid' : 'open');
    expect((await eclair.rows(hash)).length).toBe(isPaid ? 1 : 0);
  });

  it('answered too late is 408, and the payment is made', async () => {
    const { text, hash } = eclair.invoice();
    strike({ kind: 'net.latency', delayMs: 4000 });
    const { status, body } = await eclair.ask('payinvoice', {
      invoice: text,
      blocking: true,
      timeoutSeconds: 1,
    });
    expect([status, body]).toEqual([408, { error: 'request timed out' }]);
    await eclair.it.run(2000);
    expect(eclair.payee.invoice(hash)?.state).toBe('paid');
  });
});

describe('an answer', () => {
  it('is cut in the middle, with the length of the whole', async () => {
    strike({ kind: 'net.truncate' });
    await expect(eclair.ask('getinfo')).rejects.toMatchObject({ message: 'aborted' });
  });

  it('is a page', async () => {
    strike({ kind: 'api.schema_drift', drift: 'unreadable' });
    const { status, text } = await eclair.ask('getinfo');
    expect([status, text]).toEqual([200, expect.stringMatching(/^<html>/)]);
  });

  it('has a status that no version had, or no fee', async () => {
    const { text, hash } = eclair.invoice();
    strike({ kind: 'api.schema_drift', drift: 'unknown_state' });
    expect((await eclair.ask('payinvoice', { invoice: text, blocking: true })).body.type).toBe('frozzled');
    const [row] = await eclair.rows(hash);
    expect(row.status).toMatchObject({ type: 'frozzled', feesPaid: 2_000 });
    eclair.it.faults.switchOff('f');
    strike({ kind: 'api.schema_drift', drift: 'fee_missing' });
    const [other] = await eclair.rows(hash);
    expect(other.status).toMatchObject({ type: 'sent' });
    expect(other.status).not.toHaveProperty('feesPaid');
  });
});

it('a wrong password: 401 after a second, without a word about the right one', async () => {
  const { nowMs } = eclair.it.desk('payer');
  const { status, text } = await eclair.ask('getinfo', {}, { password: 'wrong' });
  expect([status, eclair.it.desk('payer').nowMs - nowMs]).toEqual([401, 1000]);
  expect(text).not.toContain(eclair.password);
  const { body } = await eclair.ask('getinfo', {}, { password: null });
  expect(body.error).toContain('was not supplied');
});
