import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { NodeRefused } from '#orchestrator/ports/lightning-node';
import type { LookupCall, NodeListing, PayCall } from '#orchestrator/ports/node';

/** Unix ms. `endedAtMs` null: it never ended. */
export interface Spoken<Call, Answer> {
  readonly call: Call;
  readonly startedAtMs: number;
  endedAtMs: number | null;
  answer: Answer | null;
}

export interface Refused {
  readonly node: string;
  readonly method: string;
  /** `NodeRefused` if the port is kept. */
  readonly error: NodeRefused | unknown;
}

/** Everything that was said between a row and the nodes under test. */
export class CallLog {
  readonly pays: Spoken<PayCall, NodeAnswer>[] = [];
  readonly lookups: Spoken<LookupCall, NodeAnswer>[] = [];
  readonly listings: { readonly listing: NodeListing; readonly atMs: number }[] = [];
  readonly refusals: Refused[] = [];
  /** What else people may read: why streams broke, and what the adapter writes into a log. */
  readonly texts: string[] = [];
  /** Promises of the port that were broken on the spot. */
  readonly breaches: string[] = [];
  /** Preimages that were given to a node. */
  readonly preimages: string[] = [];
}
