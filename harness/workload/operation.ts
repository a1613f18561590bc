import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { AutonomyTier } from '#orchestrator/domain/intent';

/** A changed field that follows from the first request; another invoice does not. */
export const ALTERED_FIELDS = ['fee-cap', 'deadline', 'corridor', 'compliance'] as const;
export type AlteredField = (typeof ALTERED_FIELDS)[number];
/** What an altered request changes while it keeps the key: each must be refused with 422 (S06). */
export const ALTERATIONS = ['invoice', ...ALTERED_FIELDS] as const;
export type Alteration = (typeof ALTERATIONS)[number];

/**
 * One request as a client sends it. Amounts are whole msat as exact numbers. A retry repeats everything of its first
 * but `atMs`, `kind` and `order`; an altered one differs in what `alters` names as well.
 */
export interface ClientOperation {
  /** Intended submission, virtual ms since the start of the trial (open loop). */
  readonly atMs: number;
  readonly kind: 'first' | 'retry' | 'altered';
  /** 0, 1, 2 … in the order of the stream. */
  readonly order: number;
  /** `order` of the first request with this (tenant, key); -1 for a first. */
  readonly firstOrder: number;
  readonly alters: Alteration | '';
  readonly tenant: string;
  readonly agent: string;
  readonly principal: string;
  readonly delegation: string;
  /** Idempotency key: unique within its tenant; other tenants use the same ones. */
  readonly key: string;
  readonly tier: AutonomyTier;
  readonly corridor: string;
  /** Ordinal of the payee in `Network.nodes`. */
  readonly payee: number;
  readonly amountMsat: number;
  readonly feeCapMsat: number;
  /** Absolute virtual ms. */
  readonly deadlineMs: number;
  readonly expiresAtMs: number;
  readonly compliance: string;
  /** Of the invoice: known to the payee alone until it is paid. */
  readonly preimage: Preimage;
  readonly hash: PaymentHash;
}
