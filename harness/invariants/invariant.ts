import type { HistoryEvent, HistoryKind } from '#reports/evidence/history';
import type { TrialFacts } from './trial-facts.ts';

/** Called for each violation found; the checker adds which invariant and where in the history. */
export type Report = (because: string, intents?: readonly number[]) => void;

/** One property of properties-and-faults.md as a fold over the history. */
export interface Invariant {
  /** As in the catalogue, for example `S01`. */
  readonly id: string;
  readonly title: string;
  /** The promise, precisely, with the section of properties-and-faults.md that it comes from. */
  readonly promise: string;
  readonly kind: 'safety' | 'liveness';
  /** When it can be judged: after every event, at quiescence, or at the end of the trial. */
  readonly checked: 'always' | 'quiescence' | 'end';
  /** Only events of these kinds reach it. */
  readonly listens: readonly HistoryKind[];
  /** A fresh fold for one trial. `facts` already hold the event that `step` is called with. */
  start(facts: TrialFacts): InvariantRun;
}

export interface InvariantRun {
  /** Changes only its own state. */
  step?(event: HistoryEvent, violated: Report): void;
  /** After the last event. */
  end?(violated: Report): void;
  /** How often the promise was really put to the test in this trial; zero in every trial is a vacuous promise. */
  readonly examined: number;
}
