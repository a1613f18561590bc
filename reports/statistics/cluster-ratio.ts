import type { Proportion } from './clopper-pearson.ts';
import { studentQuantile } from './student-t.ts';

/** What one trial contributes to a ratio: payments of one trial share its faults, so the trial is the unit. */
export interface TrialRatio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Sums over trials; enough to estimate a ratio and its variance, and cheap to change by one event. */
export interface RatioSums {
  trials: number;
  /** Trials with at least one hit. */
  hitTrials: number;
  hits: number;
  total: number;
  hitsSquared: number;
  hitsTimesTotal: number;
  totalSquared: number;
}

/** Trials without anything in the denominator say nothing and are left out. */
export function ratioSums(trials: readonly TrialRatio[]): RatioSums {
  const sums = {
    trials: 0,
    hitTrials: 0,
    hits: 0,
    total: 0,
    hitsSquared: 0,
    hitsTimesTotal: 0,
    totalSquared: 0,
  };
  for (const { numerator, denominator } of trials) {
    if (denominator <= 0) continue;
    sums.trials += 1;
    if (numerator > 0) sums.hitTrials += 1;
    sums.hits += numerator;
    sums.total += denominator;
    sums.hitsSquared += numerator * numerator;
    sums.hitsTimesTotal += numerator * denominator;
    sums.totalSquared += denominator * denominator;
  }
  return sums;
}

/**
 * The proportion on its effective sample size (Korn & Graubard 1998): n = p(1 − p) ÷ Var, where Var is the between-trial
 * variance, never more than the events that were counted. The variance of a rare event is seen only in the trials that
 * had it so the t correction takes its degrees of freedom from those; but a trial
 * always counts for at least what one observation would. When no event (or every event) was a hit there is no variance
 * to see: then each trial counts as one observation.
 */
export function effectiveProportion(sums: RatioSums, alpha: number): Proportion {
  const { trials, hits, total } = sums;
  if (trials === 0) return { hits: 0, total: 0 };
  const share = hits / total;
  if (hits === 0 || hits === total || trials === 1) return { hits: share * trials, total: trials };
  const squares = sums.hitsSquared - 2 * share * sums.hitsTimesTotal + share * share * sums.totalSquared;
  const variance = ((trials / (trials - 1)) * Math.max(squares, 0)) / (total * total);
  const uncorrected = Math.min(variance > 0 ? (share * (1 - share)) / variance : total, total);
  const corrected = total > trials ? uncorrected * tCorrection(sums, alpha) : uncorrected;
  const effective = Math.max(corrected, Math.min(trials, uncorrected));
  return { hits: share * effective, total: effective };
}

function tCorrection({ trials, hitTrials, total }: RatioSums, alpha: number): number {
  const degrees = Math.max(1, Math.min(hitTrials, trials - 1));
  return (studentQuantile(1 - alpha, total - 1) / studentQuantile(1 - alpha, degrees)) ** 2;
}
