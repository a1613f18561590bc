import type { FaultEffect, Violation } from '../evidence/trial.ts';
import type { TrialRatio } from '../statistics/cluster-ratio.ts';
import type { CoverageId } from './coverage-quotas.ts';
import type { Gate } from './objective.ts';
import type { Determinism, SelfTest } from './verdict-schema.ts';

/** Samples of one objective, already narrowed to its slice; one entry a trial. Trials without samples may be left out. */
export type MetricSamples =
  | { readonly kind: 'values'; readonly trials: readonly (readonly number[])[] }
  /** For ppm the plain ratio of sums: the judge applies the metric's scale. */
  | { readonly kind: 'ratios'; readonly trials: readonly TrialRatio[] }
  | { readonly kind: 'counts'; readonly trials: readonly number[] };

/** What the judge reads of a trial (`TrialResult` without its history). */
export interface JudgedTrial {
  readonly spec: {
    readonly scenario: string;
    readonly index: number;
    readonly ordinal: number;
    readonly seed: string;
  };
  readonly status: 'completed' | 'crashed';
  readonly crash: string | null;
  readonly violations: readonly Violation[];
  readonly faults: readonly FaultEffect[];
  readonly intentCount: number;
  readonly settledCount: number;
}

export interface PlannedScenario {
  readonly name: string;
  readonly trials: number;
  /** Fault kinds that must have an effect at least once over its trials (`Scenario.expects`). */
  readonly expectedFaults: readonly string[];
}

export interface JudgedInvariant {
  readonly id: string;
  readonly title: string;
  readonly kind: 'safety' | 'liveness';
  /** Trials in which it was really put to the test (`InvariantRun.examined` above zero). */
  readonly examinedTrials: number;
}

/** In how many completed trials of a scenario something came about, and how often in all. Left out where it did not. */
export interface SeenIn {
  readonly scenario: string;
  readonly trials: number;
  readonly times: number;
}

/** What was counted for the quotas C01 to C15. */
export interface CoverageSeen {
  readonly items: readonly {
    readonly id: CoverageId;
    readonly title: string;
    readonly meaning: string;
    /** How it is counted: by itself, once a fault kind (C14), once a pair of state and fault class (C15). */
    readonly per: 'run' | 'kind' | 'pair';
    /** Why it cannot exist in this product; null: it can. */
    readonly notApplicable: string | null;
    /** Why no scenario of this run brings it about; null: one can. */
    readonly unplayable: string | null;
    readonly seen: readonly SeenIn[];
  }[];
  /** The fault vocabulary. */
  readonly kinds: readonly { readonly kind: string; readonly unplayable: string | null }[];
  readonly pairs: readonly {
    readonly state: string;
    readonly faultClass: string;
    readonly unreachable: string | null;
    readonly unplayable: string | null;
    readonly seen: readonly SeenIn[];
  }[];
}

/** Everything a verdict depends on, as plain data. The judge reads no clock, no file and no random number. */
export interface JudgeInput {
  readonly gate: Gate;
  readonly environment: string;
  readonly seed: string;
  readonly historyHash: string;
  readonly scenarios: readonly PlannedScenario[];
  readonly trials: readonly JudgedTrial[];
  readonly invariants: readonly JudgedInvariant[];
  /** By objective id. A missing entry is a metric without samples. */
  readonly samples: ReadonlyMap<string, MetricSamples>;
  readonly selfTest: SelfTest;
  /** Null where the same seed cannot give the same bytes (real nodes). */
  readonly determinism: Determinism | null;
  readonly coverage: CoverageSeen;
  readonly unavailableFaults: readonly { readonly kind: string; readonly why: string }[];
  /** Past failures that came back (violated), or could not be played (null). Left out: no corpus was played. */
  readonly corpusFailures?: readonly {
    readonly file: string;
    readonly invariant: string | null;
    readonly because: string;
  }[];
  /** Anything else that makes the run invalid: a missing shard, no initial steady state. One sentence each. */
  readonly problems: readonly string[];
  /** Ordinal of a trial → the command that replays it. */
  readonly replayLines: ReadonlyMap<number, string>;
}
