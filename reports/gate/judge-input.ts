import type { FaultEffect, Violation } from '../evidence/trial.ts';
import type { TrialRatio } from '../statistics/cluster-ratio.ts';
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
  readonly unavailableFaults: readonly { readonly kind: string; readonly why: string }[];
  /** Anything else that makes the run invalid: a missing shard, no initial steady state. One sentence each. */
  readonly problems: readonly string[];
  /** Ordinal of a trial → the command that replays it. */
  readonly replayLines: ReadonlyMap<number, string>;
}
