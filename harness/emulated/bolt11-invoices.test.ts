import { expect, it } from 'vitest';
import { smallEmulatedNetwork } from '../emulators/network.fixture.ts';
import { bolt11Invoices } from './bolt11-invoices.ts';

const HASH = 'ab'.repeat(32);

function texts() {
  const { network, desks, baseUnixMs, world } = smallEmulatedNetwork({ payer: 'lnd' });
  const order = { payee: 2, hash: HASH, amountMsat: 7_000, expiresAtMs: 3_600_000 };
  world.createInvoice({ ...order, preimage: '' });
  return { invoices: bolt11Invoices({ network, desks: () => desks, baseUnixMs }), order };
}

it('writes signed invoices that orchestrator and wire read alike, in the time of the trial', () => {
  const { invoices, order } = texts();
  const text = invoices.write(order);
  expect(text).toMatch(/^lnbcrt70n1/);
  expect(invoices.read(text)).toEqual(order);
  expect(invoices.decode(text)).toEqual({
    hash: HASH,
    payee: 'payee',
    amountMsat: 7_000n,
    expiresAtMs: 3_600_000,
  });
});

it('an invoice that expires now was made before', () => {
  const { invoices, order } = texts();
  const text = invoices.write({ ...order, expiresAtMs: 0 });
  expect(invoices.decode(text)).toMatchObject({ expiresAtMs: 0 });
});

it.each([
  ['of another network', (text: string) => text, /another network/],
  ['cut in half', (text: string) => text.slice(0, text.length / 2), /checksum|cannot be read/],
] as const)('an invoice %s is none', (_what, cut, why) => {
  const { invoices, order } = texts();
  const text = cut(invoices.writeElsewhere(order));
  expect(text).toMatch(/^lntbs/);
  expect(invoices.read(text)).toBeNull();
  expect(invoices.decode(text)).toEqual({ error: expect.stringMatching(why) });
});
