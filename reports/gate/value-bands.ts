/** Upper ends of the value bands in sat (design §6). */
export const DEFAULT_VALUE_BANDS_SAT = [1_000, 10_000, 100_000] as const;

/** Names of the bands, one more than the bounds: `<1k`, `<10k`, `<100k`, `>=100k` (sat). */
export function bandNames(boundsSat: readonly number[]): readonly string[] {
  const last = boundsSat.at(-1);
  const names = boundsSat.map((bound) => `<${shortSat(bound)}`);
  return last === undefined ? names : [...names, `>=${shortSat(last)}`];
}

function shortSat(sat: number): string {
  if (sat % 1_000_000 === 0) return `${sat / 1_000_000}M`;
  if (sat % 1_000 === 0) return `${sat / 1_000}k`;
  return String(sat);
}
