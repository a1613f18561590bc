import { expect, it } from 'vitest';
import { EclairBench } from './eclair-bench.fixture.ts';
import { versionOf } from './version.ts';

it.each([
  ['0.13.1', { hasNewEvents: false, hidesErrors: false }],
  ['0.14.0', { hasNewEvents: true, hidesErrors: false }],
  ['0.14.1', { hasNewEvents: true, hidesErrors: false }],
  ['0.14.1-SNAPSHOT', { hasNewEvents: true, hidesErrors: true }],
  ['0.14.2', { hasNewEvents: true, hidesErrors: true }],
])('%s', (name, version) => {
  expect(versionOf(name)).toEqual({ name, ...version });
});

it('what is no version is refused', () => {
  expect(() => versionOf('latest')).toThrow('"latest" is no version of Eclair');
});

it('0.14: other names in events; later, the same text for every error', async () => {
  const eclair = await EclairBench.start({ version: '0.14.2' });
  const { events } = await eclair.follow();
  const { text, hash } = eclair.invoice();
  const { body } = await eclair.ask('payinvoice', { invoice: text, blocking: true });
  expect(body).toEqual({
    type: 'payment-sent',
    id: expect.any(String),
    paymentHash: hash,
    paymentPreimage: expect.any(String),
    recipientAmount: 10_000_000,
    recipientNodeId: eclair.payee.pubkey,
    parts: [
      {
        id: expect.any(String),
        channelId: expect.stringMatching(/^[\da-f]{64}$/),
        nextNodeId: eclair.it.desk('router').pubkey,
        amountWithFees: 10_002_000,
        fees: 2_000,
        startedAt: { iso: expect.any(String), unix: expect.any(Number) },
        settledAt: { iso: expect.any(String), unix: expect.any(Number) },
      },
    ],
    fees: 2_000,
    startedAt: expect.anything(),
    settledAt: expect.anything(),
  });
  await eclair.it.run(10);
  expect(events).toEqual([body]);
  const again = await eclair.ask('payinvoice', { invoice: text, blocking: true });
  expect(again.body).toMatchObject({ type: 'payment-failed', startedAt: {}, settledAt: {} });
  const hidden = await eclair.ask('payinvoice', { invoice: text, externalId: 'x'.repeat(67) });
  expect([hidden.status, hidden.body.error]).toEqual([400, 'API call failed: check logs for more details']);
  expect((await eclair.ask('payinvoice')).body.error).toContain("required form field 'invoice'");
  expect((await eclair.ask('getinfo')).body.version).toBe('0.14.2');
  await eclair.stop();
});
