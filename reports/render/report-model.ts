import type { Unit } from '../gate/quantity.ts';
import type { Verdict } from '../gate/verdict-schema.ts';
import type { CaseSize } from './case-size.ts';

/** All that a report says, as plain data: renderers read nothing else, so the same model gives the same bytes. */
export interface ReportModel {
  readonly verdict: Verdict;
  readonly run: RunFacts;
  /** In the order of the plan; names as in `verdict.scenarios`. */
  readonly scenarios: readonly ScenarioReport[];
  /** The pilot metrics (design §6), each split in the ways that matter. */
  readonly metrics: readonly MetricTable[];
  readonly latency: readonly LatencyRow[];
  readonly latencyLimits: readonly LatencyLimit[];
  /** Of the attempts whose reconciliation ended. */
  readonly reconciliation: readonly LatencyRow[];
  readonly reconciliationLimits: readonly LatencyLimit[];
  readonly feeBands: readonly FeeBandRow[];
  /** The failing trials, worst first; empty in a clean run. */
  readonly cases: readonly FailingCase[];
  /** What this run cannot speak about, beyond what the verdict lists. One plain sentence each. */
  readonly blindSpots: readonly string[];
}

export interface RunFacts {
  readonly pilot: { readonly name: string; readonly description: string; readonly hash: string };
  readonly topology: {
    readonly name: string;
    readonly hash: string;
    readonly nodes: number;
    readonly channels: number;
  };
  readonly policy: { readonly name: string; readonly hash: string };
  /** Hash of the thresholds, taken before the first trial. */
  readonly gateHash: string;
  readonly commit: string | null;
  /** The working tree had changes that the commit does not show. */
  readonly dirty: boolean;
  /** The command that makes this run again. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly wallMs: number;
  readonly environment: readonly Fact[];
  readonly artefacts: readonly { readonly file: string; readonly sha256: string }[];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface ScenarioReport {
  readonly name: string;
  /** The real incident that it stands for, in one sentence. */
  readonly story: string;
  /** How its intents ended, by ledger state, over all trials. */
  readonly outcomes: readonly { readonly state: string; readonly count: number }[];
  /** One representative trial; null when there is none to show. */
  readonly timeline: Timeline | null;
}

/** One trial, binned. All series have one number a bin. */
export interface Timeline {
  readonly trialIndex: number;
  readonly seed: string;
  readonly binMs: number;
  readonly durationMs: number;
  readonly arrivals: readonly number[];
  readonly settled: readonly number[];
  readonly failed: readonly number[];
  /** A level, not a flow: intents in doubt at the end of the bin. */
  readonly inDoubt: readonly number[];
  readonly faults: readonly FaultWindow[];
  /** When the faults are healed; null when nothing was to be healed. */
  readonly healMs: number | null;
}

export interface FaultWindow {
  readonly kind: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly effects: number;
  /** When it had an effect, each moment once. */
  readonly strikesMs?: readonly number[];
}

export interface MetricTable {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly columns: readonly { readonly name: string; readonly unit: Unit | 'text' }[];
  /** The whole run first, then each way in which it is split. */
  readonly groups: readonly MetricGroup[];
}

export interface MetricGroup {
  /** Heading of its rows; '' for none. */
  readonly by: string;
  /** One cell a column. */
  readonly rows: readonly (readonly MetricCell[])[];
}

/** A word in the place of a number (`never`, `no sample`); null where there is nothing to say; a bound from too few trials. */
export type MetricCell = string | number | null | { readonly doubtful: number };

/** How long something took in one scenario, in ms. */
export interface LatencyRow {
  readonly scenario: string;
  readonly samples: number;
  readonly p05Ms: number;
  readonly p25Ms: number;
  readonly p50Ms: number;
  readonly p75Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface LatencyLimit {
  readonly label: string;
  readonly ms: number;
}

export interface FeeBandRow {
  readonly band: string;
  readonly settled: number;
  readonly amountMsat: number;
  /** Null when nothing settled in the band. */
  readonly ppm: number | null;
  readonly limitPpm: number | null;
}

export interface FailingCase {
  readonly invariant: string;
  readonly title: string;
  readonly scenario: string;
  readonly index: number;
  readonly seed: string;
  readonly because: string;
  /** The fault schedule, one fault a line. */
  readonly faults: readonly string[];
  /** What is left after shrinking, if it was: without any one piece the violation is gone. Faults and story are then its. */
  readonly minimised?: CaseSize;
  readonly story: readonly StoryLine[];
  readonly replay: string;
  /** Path in the run folder. */
  readonly file: string;
}

export interface StoryLine {
  readonly atMs: number;
  /** Who speaks: client, ledger, wire, world. */
  readonly voice: string;
  readonly text: string;
  /** The line at which the violation shows. */
  readonly decisive: boolean;
}
