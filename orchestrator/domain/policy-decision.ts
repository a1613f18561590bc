import type { Digest } from './ids.ts';
import type { Msat } from './money.ts';

/** `review` means: allowed only after a human approves. */
export type PolicyEffect = 'allow' | 'review' | 'deny';

/** A decision is recorded with the version and the rules that fired: S19 and S25 read it from there. */
export interface PolicyDecision {
  readonly effect: PolicyEffect;
  readonly policyVersion: string;
  /** SHA-256 of the active document's text. */
  readonly policyHash: Digest;
  /** Rule ids that fired, in order, for example `tier.low.per-payment`. */
  readonly rules: readonly string[];
  /** For people: why, in one sentence. */
  readonly why: string;
  readonly decidedAtMs: number;
  /** A dispatch after this moment needs a new decision. */
  readonly validUntilMs: number;
  readonly amountMsat: Msat;
  readonly payee: string;
}
