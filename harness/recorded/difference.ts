/**
 * Where an emulator answers in another shape than the real daemon did, and why that is so. A test holds the list against what
 * is measured, both ways: what differs must stand here, and what stands here must still differ.
 */
export interface Difference {
  /** As the daemon's API names it. */
  readonly method: string;
  /** `field: in the recording → in the emulator`; `…` stands for any text. */
  readonly differs: readonly string[];
  readonly why: string;
}

/** Whether a measured difference is the listed one. */
export function isListed(listed: string, measured: string): boolean {
  const parts = listed.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(measured);
}
