import type { HistoryEvent, HistoryKind } from '#reports/evidence/history';
import type { CoverageId } from '#reports/gate/coverage-quotas';
import type { CoverageFacts } from './coverage-facts.ts';

/** One situation of properties-and-faults.md, "Coverage", that a run must have met before its GO means anything. */
export interface CoverageItem {
  readonly id: CoverageId;
  readonly title: string;
  /** What exactly is counted. */
  readonly meaning: string;
  readonly source: string;
  /** What a pilot must be able to play for it to come about. */
  readonly needs: CoverageNeeds;
  /**
   * fold: from the history of each trial. effects: from the faults' own counts (C14). pairs: from the matrix (C15).
   * A text: why it cannot be counted in this product.
   */
  readonly counted: CoverageFold | 'effects' | 'pairs' | { readonly notApplicable: string };
}

export interface CoverageNeeds {
  /** Fault kinds, or classes with a dot at the end (`chain.`); one of them is enough. Empty: no fault is needed. */
  readonly faults: readonly string[];
  /** Field of the workload that must be above 0. */
  readonly workload?: 'retryShare' | 'alteredShare';
  /** The largest payment must be of at least so many sat. */
  readonly amountSat?: number;
}

/** Counts over the history of one trial. O(1) per event, and nothing is allocated per event. */
export interface CoverageFold {
  /** Only events of these kinds reach it. */
  readonly listens: readonly HistoryKind[];
  /** A fresh count. `facts` already hold the event that `step` is called with. */
  start(facts: CoverageFacts): CoverageCount;
}

export interface CoverageCount {
  readonly times: number;
  step(event: HistoryEvent): void;
}
