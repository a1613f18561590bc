/** `0.21.0-beta`, as the daemon calls itself. */
export interface LndVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `beta`, `beta.rc1`; '' for none. */
  readonly preRelease: string;
}

export const DEFAULT_VERSION = '0.21.0-beta';

/** @throws RangeError for what is no version */
export function lndVersion(text: string): LndVersion {
  const parts = /^(\d+)\.(\d+)\.(\d+)(?:-(.+))?$/.exec(text);
  if (parts === null) throw new RangeError(`${text} is no version of LND: it looks like ${DEFAULT_VERSION}`);
  const [, major, minor, patch, preRelease = ''] = parts;
  return { text, major: Number(major), minor: Number(minor), patch: Number(patch), preRelease };
}

/** Whether fields that came with `0.<minor>` are there. */
export function isSince(version: LndVersion, minor: number): boolean {
  return version.major > 0 || version.minor >= minor;
}
