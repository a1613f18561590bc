import type { NodeCapabilities } from '#orchestrator/ports/lightning-node';
import type { Findings } from './findings.ts';
import type { Ability, Rig } from './rig.ts';

/** One promise of the port, and how it is tried: written once, for every adapter and every environment. */
export interface ContractRow {
  /** `family.case` */
  readonly id: string;
  /** What every node keeps, in one sentence. */
  readonly promise: string;
  /** Where that is said. */
  readonly source: string;
  readonly needs: readonly Ability[];
  /** What a node of these capabilities does instead, in a few words; null: nothing else. The row holds it to that as well. */
  readonly declared?: (capabilities: NodeCapabilities) => string | null;
  run(rig: Rig, found: Findings): Promise<void>;
}

/** What a row came to at one adapter in one environment. */
export type RowResult =
  | { readonly kind: 'kept' }
  /** Kept, in the way that the node declares. */
  | { readonly kind: 'declared'; readonly what: string }
  | { readonly kind: 'impossible'; readonly why: string }
  | { readonly kind: 'broken'; readonly breaches: readonly string[] };

/** A row found out only while it ran that it cannot be tried here. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
}
