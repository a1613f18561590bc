import type { RouteChoice } from '../domain/context.ts';
import type { IntentId, NodeName } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { IntentState } from '../domain/state.ts';

/** Chooses the node that pays, and remembers what it promised. */
export interface Router {
  /** Nodes that the orchestrator may use, in a fixed order. */
  readonly nodes: readonly NodeName[];
  choose(state: IntentState, nowMs: number): RouteChoice;
  /** Reachable now, and a daemon that deduplicates by hash itself. */
  resendSafe(node: NodeName): boolean;
  /** Sets amount and fee limit aside on the node until `release`; each is made and released once (S18). */
  reserve(intent: IntentId, node: NodeName, amountMsat: Msat): void;
  release(intent: IntentId): void;
  /** A payment leaves for the node. */
  dispatched(node: NodeName, nowMs: number): void;
  /** What the node said to any call: its circuit breaker listens. */
  heard(node: NodeName, answer: NodeAnswer, nowMs: number): void;
}
