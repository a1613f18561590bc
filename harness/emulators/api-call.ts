export type CallClass = 'pay' | 'lookup' | 'list' | 'invoice' | 'info' | 'stream';

/** One call as it reaches an emulated daemon, before it is read. */
export interface ApiCall {
  readonly class: CallClass;
  /** As the daemon's API names it: `SendPaymentV2`, `xpay`, `payinvoice`. */
  readonly method: string;
  /** '' when it is about no payment. */
  readonly hash: string;
}
