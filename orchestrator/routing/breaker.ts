import type { NodeName } from '../domain/ids.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { FailureReason } from '../domain/outcome.ts';

export interface BreakerRules {
  /** Bad answers in a row that open the breaker. */
  readonly opensAfter: number;
  /** After this time one payment is let through to see whether the node is well again. */
  readonly coolDownMs: number;
}

/** `half_open`: the next payment may go, as a probe. */
export type BreakerState = 'closed' | 'half_open' | 'open';

interface NodeRecord {
  badInRow: number;
  /** When the breaker opened, or when the last probe left; the cool-down counts from here. */
  sinceMs: number;
}

/**
 * One circuit breaker per node. It only ever makes routing pass a node over for a while: with every cool-down one
 * payment is let through, also when nothing was ever heard of the one before, so no node is blacklisted for good (L07).
 */
export class NodeBreakers {
  readonly #rules: BreakerRules;
  readonly #nodes = new Map<NodeName, NodeRecord>();

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  stateOf(node: NodeName, nowMs: number): BreakerState {
    const record = this.#nodes.get(node);
    if (record === undefined || record.badInRow < this.#rules.opensAfter) return 'closed';
    // A clock that stepped back must not lengthen the cool-down.
    const coolingDown = nowMs >= record.sinceMs && nowMs < record.sinceMs + this.#rules.coolDownMs;
    return coolingDown ? 'open' : 'half_open';
  }

  /** A payment leaves for the node: with the breaker half open it is the probe, and the next one waits. */
  dispatched(node: NodeName, nowMs: number): void {
    if (this.stateOf(node, nowMs) === 'half_open') this.#nodes.get(node)!.sinceMs = nowMs;
  }

  /** What the node said to any call. */
  heard(node: NodeName, answer: NodeAnswer, nowMs: number): void {
    const record = this.#nodes.get(node);
    if (!isNodeTrouble(answer)) {
      if (record !== undefined) record.badInRow = 0;
    } else if (record === undefined) {
      this.#nodes.set(node, { badInRow: 1, sinceMs: nowMs });
    } else {
      record.badInRow++;
      record.sinceMs = nowMs;
    }
  }
}

const TROUBLE_OF_REASON: Readonly<Record<FailureReason, boolean>> = {
  no_route: false,
  insufficient_balance: false,
  timeout: false,
  interrupted: true,
  not_sent: true,
  node_unavailable: true,
  fee_limit: false,
  unspecified: false,
  incorrect_payment_details: false,
  invoice_expired: false,
  rejected_by_node: false,
};

/** Whether the answer speaks against the node itself. A payment that failed on its way, or at the payee, does not. */
export function isNodeTrouble(answer: NodeAnswer): boolean {
  switch (answer.kind) {
    case 'unknown':
    case 'not_sent':
      return true;
    case 'failed':
    case 'rejected':
      return TROUBLE_OF_REASON[answer.reason];
    case 'settled':
    case 'in_flight':
    case 'not_found':
    case 'duplicate':
      return false;
  }
}
