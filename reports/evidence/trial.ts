/** One violated invariant in one trial. */
export interface Violation {
  readonly invariant: string;
  /** Sequence number of the event at which it was noticed; -1 at the end of the trial. */
  readonly atSeq: number;
  readonly atMs: number;
  /** Ordinals of the intents concerned; may be empty. */
  readonly intents: readonly number[];
  /** For people: what happened, with the numbers. */
  readonly because: string;
}

/** Which trial: enough, with the pilot file, to run it again. */
export interface TrialSpec {
  readonly scenario: string;
  /** 0, 1, 2 … within the scenario. */
  readonly index: number;
  /** Position in the plan, over all scenarios: results are merged in this order whatever worker ran them. */
  readonly ordinal: number;
  /** 64-bit seed of this trial as a decimal text; derived from the run's seed, the scenario's name and the index. */
  readonly seed: string;
}

/** How often one fault of the schedule had an effect. Zero effects: not exercised. */
export interface FaultEffect {
  readonly ordinal: number;
  readonly kind: string;
  readonly effects: number;
}

export interface TrialResult {
  readonly spec: TrialSpec;
  readonly status: 'completed' | 'crashed';
  /** Why, if crashed: a defect of the harness, never a pass. */
  readonly crash: string | null;
  /** SHA-256 over the encoded history, 64 hex digits; '' when the caller asked for none. */
  readonly historyHash: string;
  readonly eventCount: number;
  /** The encoded history (`encoded-history.ts`); empty when the caller asked for no evidence. */
  readonly history: Uint8Array;
  readonly violations: readonly Violation[];
  /** Invariant id → how often it was really put to the test; 0 everywhere is vacuous. */
  readonly examined: Readonly<Record<string, number>>;
  readonly faults: readonly FaultEffect[];
  /** How often each coverage item and pair came about, in the order of `harness/coverage`; empty if it crashed. */
  readonly coverage: Uint32Array;
  readonly intentCount: number;
  readonly settledCount: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  /** The network, where a trial brings its own; else it is the run's. */
  readonly topology?: TrialTopology;
}

/** What evidence has to know of a network: `node` and `peer` of the history are ordinals into it. */
export interface TrialTopology {
  readonly name: string;
  readonly nodes: readonly { readonly name: string; readonly implementation: string }[];
}
