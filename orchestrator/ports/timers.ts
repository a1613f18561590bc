/** Rings once. `cancel` may be called at any time, also after it rang. */
export interface Timer {
  cancel(): void;
}

/** Time as an adapter knows it: the wall clock in production, the virtual clock where the network is emulated. */
export interface Timers {
  /** Unix time, ms. */
  nowMs(): number;
  after(ms: number, ring: () => void): Timer;
}
