/** How virtual time moves while servers and clients talk (pace.ts). Desks tell it what happens. */
export interface Clockwork {
  /** A call comes in from outside: whatever was due before it happens first. */
  catchUp(): void;
  /** How far virtual time is ahead of what the kernel has run, in ms: what somebody plans in between counts from there. */
  readonly aheadMs: number;
  /** Something was written to a socket, or may be; or the next event of the kernel is another now. */
  touched(): void;
}

/** Whoever drives the kernel by hand. */
export const BY_HAND: Clockwork = { aheadMs: 0, catchUp() {}, touched() {} };
