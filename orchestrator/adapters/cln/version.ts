/** Year and month of a release: v24.11 is 24.11. */
export interface Version {
  readonly year: number;
  readonly month: number;
}

/**
 * The oldest release that is spoken to: msat fields are plain integers since v23.08, and `wait` exists (adapters.md §4.1, §4.5;
 * schema `wait`). `pay` stands in for `xpay` up to v24.08, `list` goes by time stamps up to v23.08.
 */
export const OLDEST = 'v23.08';

/** null: a build that does not name its release, such as a bare commit. */
export function versionOf(text: string): Version | null {
  const found = /(?:^|[^\d.])(\d{1,2})\.(\d{1,2})(?!\d)/.exec(text);
  return found === null ? null : { year: Number(found[1]), month: Number(found[2]) };
}

export function isTooOld(version: Version): boolean {
  return !since(version, 23, 8);
}

/** Schema `xpay`: added v24.11. */
export function hasXpay(version: Version): boolean {
  return since(version, 24, 11);
}

/** Schema `xpay`: `maxdelay` added v25.02. */
export function hasXpayMaxdelay(version: Version): boolean {
  return since(version, 25, 2);
}

function since({ year, month }: Version, fromYear: number, fromMonth: number): boolean {
  return year > fromYear || (year === fromYear && month >= fromMonth);
}
