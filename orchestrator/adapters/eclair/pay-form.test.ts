import { describe, expect, it } from 'vitest';
import type { IntentId } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import type { PayCall } from '../../ports/node.ts';
import { payOf } from './daemon.fixture.ts';
import { payForm } from './pay-form.ts';

const REFUSED = { kind: 'rejected', reason: 'rejected_by_node', epoch: '' };
const formOf = (change: Partial<PayCall> = {}) => {
  const form = payForm(payOf('paid', change), 'bcrt');
  return typeof form === 'string' ? Object.fromEntries(new URLSearchParams(form)) : form;
};

describe('the form of payinvoice', () => {
  it('says everything that bounds the payment', () => {
    expect(formOf({ timeoutMs: 30_000 })).toEqual({
      invoice: payOf('paid').invoice,
      maxAttempts: '5',
      maxFeeFlatSat: '21',
      maxFeePct: '2.100025',
      externalId: 'int_1/1',
      blocking: 'true',
      timeoutSeconds: '31',
    });
  });

  it('tries as often as fits the window, waits longer than we do, and less than the server keeps a connection', () => {
    expect(formOf({ attemptWindowMs: 1 })).toMatchObject({ maxAttempts: '1' });
    expect(formOf({ attemptWindowMs: 8500 })).toMatchObject({ maxAttempts: '2' });
    expect(formOf({ timeoutMs: 1 })).toMatchObject({ timeoutSeconds: '2' });
    expect(formOf({ timeoutMs: 600_000 })).toMatchObject({ timeoutSeconds: '55' });
  });

  it.each([
    ['lnbcrt1pabc', 5n, '5'],
    ['lnbcrt2500u1pabc', 250_000_000n, undefined],
    ['LNBCRT2500U1PABC', 250_000_000n, undefined],
    ['lnbcrt11pabc', 100_000_000_000n, undefined],
    ['lnbcrt20m1pabc', 2_000_000_000n, undefined],
    ['lnbcrt7n1pabc', 700n, undefined],
    ['lnbcrt10p1pabc', 1n, undefined],
  ])('%s of %i msat: amountMsat only where the invoice has none', (invoice, amountMsat, sent) => {
    const form = formOf({ invoice, amountMsat: amountMsat as Msat });
    expect(form).toHaveProperty('invoice', invoice);
    expect('amountMsat' in form ? form.amountMsat : undefined).toBe(sent);
  });

  it('refuses what would pay another amount, in another network, or nothing', () => {
    expect(formOf({ amountMsat: 999_999n as Msat })).toEqual(REFUSED);
    for (const invoice of ['lnbc10u1pabc', 'lntbs10u1pabc', 'lnbcrt10x1pabc', 'lno1pabc', '', '1'])
      expect(formOf({ invoice })).toEqual(REFUSED);
  });

  it('keeps to 66 characters of externalId', () => {
    const intent = 'i'.repeat(64) as IntentId;
    expect(formOf({ intent })).toHaveProperty('externalId', `${intent}/1`);
    const long = formOf({ intent: `${intent}j` as IntentId, attemptNo: 12 });
    expect(long).toHaveProperty('externalId', expect.stringMatching(/^[0-9a-f]{48}\/12$/));
  });
});
