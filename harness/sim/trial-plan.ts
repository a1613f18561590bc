import type { Schedule } from '#chaos/schedule';
import type { AlteredField } from '#harness/workload/operation';
import type { AutonomyTier } from '#orchestrator/domain/intent';
import type { Pilot } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';

/** A purchase: the first request with its key. Amounts in whole msat, times in virtual ms since the start of the trial. */
export interface PlannedPayment {
  readonly kind: 'first';
  readonly atMs: number;
  readonly tenant: string;
  readonly agent: string;
  readonly principal: string;
  readonly delegation: string;
  /** Idempotency key: with the tenant, the name by which later requests refer to this one. */
  readonly key: string;
  readonly tier: AutonomyTier;
  readonly corridor: string;
  /** Name of a payee node; where the network has none of this name, another payee takes its place. */
  readonly payee: string;
  readonly amountMsat: number;
  readonly feeCapMsat: number;
  readonly deadlineMs: number;
  readonly expiresAtMs: number;
  readonly compliance: string;
  readonly preimage: string;
}

/** The same request again: same key, same content. Without its first it is left out. */
export interface PlannedRetry {
  readonly kind: 'retry';
  readonly atMs: number;
  readonly tenant: string;
  readonly key: string;
}

/** The same key with one field changed: must be refused. Without its first it is left out. */
export type PlannedAlteration = {
  readonly kind: 'altered';
  readonly atMs: number;
  readonly tenant: string;
  readonly key: string;
} & (
  | { readonly alters: AlteredField }
  | { readonly alters: 'invoice'; readonly amountMsat: number; readonly preimage: string }
);

export type PlannedOperation = PlannedPayment | PlannedRetry | PlannedAlteration;

/**
 * Everything that comes into a trial from outside, as plain data: the same plan gives the same bytes. Any subset of its
 * faults, operations, nodes (with their channels) and channels is a plan again, because nothing in it refers to a
 * position that a deletion moves: faults aim at ordinals modulo what there is, the rest goes by name.
 */
export interface TrialPlan {
  /** Of what the simulation draws while it runs: latencies, routes, block times. */
  readonly seed: string;
  readonly timing: Pilot['timing'];
  readonly latency: Pilot['latency'];
  readonly policyText: string;
  readonly schedule: Schedule;
  /** In the order in which they are sent. */
  readonly operations: readonly PlannedOperation[];
  readonly network: Network;
}
