import { expect, it } from 'vitest';
import { amountAskedFor } from './invoice-amount.ts';

it.each([
  ['lnbc2500u1pvjluez', 250_000_000n],
  ['LNBC20M1PVJLUEZ', 2_000_000_000n],
  ['lnbc21pvjluez', 200_000_000_000n],
  ['lntbs1n1p', 100n],
  ['lnbcrt100100p1p4sxfgf', 10_010n],
  ['lnbcrt21000000m1p', 2_100_000_000_000_000n],
  ['lnbcrt1p4sxfyp', null],
  ['lnbc1pvjluez', null],
  ['lnbc15p1pvjluez', undefined],
  ['lnbc5x1pvjluez', undefined],
  ['bc1qw508d6', undefined],
  ['lnsim:1', undefined],
  ['', undefined],
])('%s asks for %s msat', (invoice, msat) => expect(amountAskedFor(invoice)).toBe(msat));
