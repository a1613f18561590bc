/** pBTC, a tenth of a msat, in one unit of a BOLT 11 amount. */
const UNIT_PBTC: Readonly<Record<string, bigint>> = {
  '': 1_000_000_000_000n,
  m: 1_000_000_000n,
  u: 1_000_000n,
  n: 1_000n,
  p: 1n,
};

/**
 * The amount in msat that a BOLT 11 invoice asks for, from its human-readable part alone; null: the payer chooses;
 * undefined: this is no BOLT 11 invoice. A daemon pays what the invoice says, or refuses an amount beside it (adapters.md
 * §3.3, §4.4): a call for another amount must not reach it.
 */
export function amountAskedFor(invoice: string): bigint | null | undefined {
  const end = invoice.lastIndexOf('1');
  const match =
    end < 0 ? null : /^ln[a-z]+(?:(\d{1,19})([munp]?))?$/.exec(invoice.slice(0, end).toLowerCase());
  if (match === null) return undefined;
  const [, digits, unit] = match;
  if (digits === undefined) return null;
  const pbtc = BigInt(digits) * UNIT_PBTC[unit ?? '']!;
  return pbtc % 10n === 0n ? pbtc / 10n : undefined;
}
