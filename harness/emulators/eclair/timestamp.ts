/** A moment as Eclair writes it: `iso` without a fraction where there is none, `unix` in whole seconds. */
export interface Timestamp {
  readonly iso: string;
  readonly unix: number;
}

/** @param ms Unix ms */
export function timestamp(ms: number): Timestamp {
  return { iso: new Date(ms).toISOString().replace('.000Z', 'Z'), unix: Math.floor(ms / 1000) };
}
