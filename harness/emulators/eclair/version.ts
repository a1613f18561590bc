/** What differs between the versions of Eclair that are emulated (adapters.md §5.1, §5.2; eclair-observed.md §3). */
export interface EclairVersion {
  /** As `getinfo` says it. */
  readonly name: string;
  /** `amountWithFees`, `fees`, `startedAt`: the names of the fields since 0.14. */
  readonly hasNewEvents: boolean;
  /** After 0.14.1 every error thrown by Eclair has the same text. */
  readonly hidesErrors: boolean;
}

/** The version whose answers were recorded. */
export const RECORDED_VERSION = '0.13.1-notag';

/** @throws RangeError for what is no version */
export function versionOf(name: string): EclairVersion {
  const match = /^(\d+)\.(\d+)\.(\d+)(-.*)?$/.exec(name);
  if (match === null) throw new RangeError(`"${name}" is no version of Eclair`);
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const at = major * 1_000_000 + minor * 1000 + patch;
  return {
    name,
    hasNewEvents: at >= 14_000,
    hidesErrors: at > 14_001 || (at === 14_001 && /snapshot/i.test(match[4] ?? '')),
  };
}
