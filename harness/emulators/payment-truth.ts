/** One run of a payment as it really was: a daemon that pays twice has two. */
export interface PaymentTruth {
  readonly payer: string;
  readonly payee: string;
  readonly hash: string;
  readonly state: 'in_flight' | 'settled' | 'failed';
  /** What reached the payee; fees on top. 0 unless settled. */
  readonly amountMsat: number;
  readonly feeMsat: number;
  /** '' unless settled. */
  readonly preimage: string;
  /** '' unless failed. */
  readonly reason: string;
  /** Unix ms; 0: not ended. */
  readonly begunAtMs: number;
  readonly endedAtMs: number;
}
