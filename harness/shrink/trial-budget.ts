import { isDeepStrictEqual } from 'node:util';
import { runPlan } from '#harness/sim/trial';
import type { TrialPlan } from '#harness/sim/trial-plan';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';

export interface ShrinkOptions {
  /** Planted instead of the real orchestrator. */
  readonly mutant?: string;
  /**
   * At least one of these must stay violated, and none that the trial itself kept may be: no slipping to another bug on
   * the way, and no artefact of a trial that was cut off in the middle of a payment.
   */
  readonly invariants: readonly string[];
  readonly trialsMax: number;
  /** Events of all trials together, so that long trials end as well; unlimited when left out. */
  readonly eventsMax?: number;
}

/** Plays candidates and remembers the smallest plan that still fails. Counts trials and events, not time: same input, same result. */
export class TrialBudget {
  readonly #spec: TrialSpec;
  readonly #options: ShrinkOptions;
  readonly #wanted: ReadonlySet<string>;
  readonly #seen: ReadonlySet<string>;
  #trials = 0;
  #events = 0;
  #refused = false;
  #best: { readonly plan: TrialPlan; readonly result: TrialResult };

  /** @throws RangeError when the plan itself violates none of the invariants: there is nothing to shrink. */
  constructor(plan: TrialPlan, spec: TrialSpec, options: ShrinkOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#wanted = new Set(options.invariants);
    const result = this.#play(plan);
    this.#seen = new Set(result.violations.map(({ invariant }) => invariant));
    if (!this.#violates(result))
      throw new RangeError(
        `${spec.scenario} ${spec.index}, seed ${spec.seed}, does not violate ${options.invariants.join(', ')}`,
      );
    this.#best = { plan, result };
  }

  get plan(): TrialPlan {
    return this.#best.plan;
  }

  get result(): TrialResult {
    return this.#best.result;
  }

  get trialsRun(): number {
    return this.#trials;
  }

  /** A candidate was left out because the budget was spent: what is left may not be minimal. */
  get spent(): boolean {
    return this.#refused;
  }

  /** When the earliest of the wanted violations showed, ms. */
  get violatedAtMs(): number {
    const times = this.result.violations.filter(({ invariant }) => this.#wanted.has(invariant));
    return Math.min(...times.map(({ atMs }) => atMs));
  }

  /** True: the candidate still fails, and is the plan from now on. */
  readonly take = (candidate: TrialPlan): boolean => {
    if (isDeepStrictEqual(candidate, this.plan)) return true;
    const { trialsMax, eventsMax = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#trials >= trialsMax || this.#events >= eventsMax) {
      this.#refused = true;
      return false;
    }
    const result = this.#attempt(candidate);
    if (result === null || !this.#violates(result)) return false;
    this.#best = { plan: candidate, result };
    return true;
  };

  /** A history of the plan as it is, for those who look what it touched. */
  history(): Uint8Array {
    return this.#run(this.plan, 'keep').history;
  }

  /** A candidate that makes the simulation or the orchestrator throw shows another defect, not this one. */
  #attempt(candidate: TrialPlan): TrialResult | null {
    try {
      return this.#play(candidate);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#trials++;
      return null;
    }
  }

  #play(plan: TrialPlan): TrialResult {
    const result = this.#run(plan, 'none');
    this.#trials++;
    this.#events += result.eventCount;
    return result;
  }

  #run(plan: TrialPlan, history: 'keep' | 'none'): TrialResult {
    const { mutant } = this.#options;
    return runPlan(plan, this.#spec, { history, ...(mutant === undefined ? {} : { mutant }) });
  }

  #violates({ violations }: TrialResult): boolean {
    return (
      violations.some(({ invariant }) => this.#wanted.has(invariant)) &&
      violations.every(({ invariant }) => this.#seen.has(invariant))
    );
  }
}
