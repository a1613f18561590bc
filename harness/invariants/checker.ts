import type { HistoryEvent, HistoryKind } from '#reports/evidence/history';
import type { Violation } from '#reports/evidence/trial';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { ALL_INVARIANTS } from './registry.ts';
import { TrialFacts } from './trial-facts.ts';

/** Violations of one invariant that are kept per trial; all are counted. */
export const VIOLATIONS_KEPT_MAX = 20;

export interface CheckerResult {
  /** In the order in which they were noticed. */
  readonly violations: readonly Violation[];
  /** Invariant id → how many violations there were, kept or not. */
  readonly counted: Readonly<Record<string, number>>;
  /** Invariant id → how often it was really put to the test. */
  readonly examined: Readonly<Record<string, number>>;
}

interface Listener {
  readonly id: string;
  readonly run: InvariantRun;
  /** Of `run`, looked up once: there are as many shapes of runs as invariants. */
  readonly step: InvariantRun['step'];
  readonly report: Report;
}

/** Folds all invariants over one trial, online or from a stored history. Keeps no event. */
export class InvariantChecker {
  private readonly facts = new TrialFacts();
  private readonly listeners: readonly Listener[];
  private readonly table = new Map<HistoryKind, Listener[]>();
  private readonly violations: Violation[] = [];
  private readonly counted: Record<string, number> = {};
  private atSeq = -1;
  private atMs = 0;

  constructor(invariants: readonly Invariant[] = ALL_INVARIANTS) {
    this.listeners = invariants.map((invariant) => this.listen(invariant));
  }

  observe(event: HistoryEvent): void {
    this.facts.observe(event);
    const listeners = this.table.get(event.kind);
    if (listeners === undefined) return;
    this.atSeq = event.seq;
    this.atMs = event.atMs;
    for (let index = 0; index < listeners.length; index++) {
      const listener = listeners[index];
      listener.step?.call(listener.run, event, listener.report);
    }
  }

  finish(): CheckerResult {
    this.atSeq = -1;
    this.atMs = this.facts.phases.nowMs;
    const examined: Record<string, number> = {};
    for (const { id, run, report } of this.listeners) {
      run.end?.(report);
      examined[id] = run.examined;
    }
    return { violations: this.violations, counted: this.counted, examined };
  }

  private listen(invariant: Invariant): Listener {
    const { id } = invariant;
    this.counted[id] = 0;
    const report: Report = (because, intents = []) => {
      this.counted[id]++;
      if (this.counted[id] > VIOLATIONS_KEPT_MAX) return;
      this.violations.push({ invariant: id, atSeq: this.atSeq, atMs: this.atMs, intents, because });
    };
    const run = invariant.start(this.facts);
    const listener = { id, run, step: run.step, report };
    for (const kind of invariant.listens) {
      const listeners = this.table.get(kind);
      if (listeners === undefined) this.table.set(kind, [listener]);
      else listeners.push(listener);
    }
    return listener;
  }
}
