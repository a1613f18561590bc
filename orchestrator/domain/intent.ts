import type { AgentId, CorridorId, Digest, IntentId, PaymentHash, PrincipalId, TenantId } from './ids.ts';
import type { Msat } from './money.ts';

/** Autonomy tiers: low pays by itself, medium after extra checks, high only after a human approves. */
export const AUTONOMY_TIERS = ['low', 'medium', 'high'] as const;
export type AutonomyTier = (typeof AUTONOMY_TIERS)[number];

/** What the customer asked, once. Immutable from the moment that it is accepted (S27). */
export interface PaymentIntent {
  readonly schemaVersion: 1;
  readonly id: IntentId;
  readonly tenant: TenantId;
  /** The client's `Idempotency-Key`, 1 to 255 characters; scoped by tenant. */
  readonly idempotencyKey: string;
  /** SHA-256 of everything the client sent except the key: same key, other fingerprint is refused with 422. */
  readonly fingerprint: Digest;
  /** The machine that asks, the accountable person or company behind it, and the grant that links the two. */
  readonly agent: AgentId;
  readonly principal: PrincipalId;
  readonly delegation: string;
  readonly tier: AutonomyTier;
  readonly corridor: CorridorId;
  /** BOLT 11 text as it came; never normalised. */
  readonly invoice: string;
  readonly hash: PaymentHash;
  readonly payee: string;
  readonly amountMsat: Msat;
  /** The most that all attempts of this intent together may pay in routing fees. */
  readonly feeCapMsat: Msat;
  readonly receivedAtMs: number;
  /** No dispatch after this moment. An attempt already out is still followed to its end. */
  readonly deadlineMs: number;
  readonly invoiceExpiresAtMs: number;
  /** Compliance payload (for example travel-rule data): carried as text, byte for byte. */
  readonly compliance: string;
  /** SHA-256 over invoice, payee, amount, fee cap and compliance payload: the content that must never change. */
  readonly contentDigest: Digest;
}
