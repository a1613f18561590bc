import { type Proportion, pValueAtMost, upperBound } from '../statistics/clopper-pearson.ts';
import { clusterQuantile, shareAbove } from '../statistics/cluster-quantile.ts';
import { clusterRate, ratePValueAtMost, rateUpperBound } from '../statistics/cluster-rate.ts';
import { effectiveProportion, ratioSums, type TrialRatio } from '../statistics/cluster-ratio.ts';
import { trialsNeeded, zeroFailureSampleSize } from '../statistics/sample-size.ts';
import { metric } from '../store/metric-registry.ts';
import type { MetricSamples } from './judge-input.ts';
import { type JudgedAs, judgedAs } from './judged-as.ts';
import type { Objective } from './objective.ts';

/**
 * Fewer trials than this are not trusted to show how much trials differ. The coverage simulation of the statistics holds
 * the false-pass rate under 6 % from here on, also when a few trials fail wholly.
 */
export const MIN_TRIALS_DEFAULT = 100;

/** What the samples say about one objective, before the objectives are looked at together. */
export interface Measurement {
  readonly estimate: number | null;
  readonly bound: number | null;
  readonly trials: number;
  readonly samples: number;
  readonly method: string;
  /** The bound is on the right side of the limit. */
  readonly proved: boolean;
  /** p-value of "the objective is met": small means proved worse. A count over its limit is a fact: 0. */
  readonly pWorse: number;
  /** So many samples never ended that the quantile has no finite estimate or bound. */
  readonly neverEnding: boolean;
  /** Trials needed in all, if things stay as they are; null when no number would do. */
  readonly trialsNeeded: number | null;
}

const NOTHING: Measurement = {
  estimate: null,
  bound: null,
  trials: 0,
  samples: 0,
  method: 'no samples',
  proved: false,
  pWorse: 1,
  neverEnding: false,
  trialsNeeded: null,
};

export function minTrialsOf(objective: Objective): number {
  return objective.minTrials ?? (judgedAs(objective.metric) === 'count' ? 1 : MIN_TRIALS_DEFAULT);
}

/** @throws TypeError when the samples are not of the metric's kind: a defect of the caller. */
export function measure(
  objective: Objective,
  samples: MetricSamples | undefined,
  alpha: number,
): Measurement {
  if (samples === undefined) return NOTHING;
  const kind = judgedAs(objective.metric);
  if (samples.kind !== SAMPLES_OF[kind])
    throw new TypeError(
      `${objective.id}: ${objective.metric} needs ${SAMPLES_OF[kind]}, got ${samples.kind}`,
    );
  if (samples.kind === 'counts') return measureCount(objective, samples.trials, alpha);
  if (samples.kind === 'values') return measureDistribution(objective, samples.trials, alpha);
  return kind === 'proportion'
    ? measureProportion(objective, samples.trials, alpha)
    : measureRate(objective, samples.trials, alpha);
}

const SAMPLES_OF = {
  distribution: 'values',
  proportion: 'ratios',
  rate: 'ratios',
  count: 'counts',
} as const satisfies Record<JudgedAs, MetricSamples['kind']>;

function measureCount(objective: Objective, trials: readonly number[], alpha: number): Measurement {
  if (trials.length === 0) return NOTHING;
  const limit = objective.max ?? 0;
  const sum = trials.reduce((total, count) => total + count, 0);
  const withAny = trials.filter((count) => count > 0).length;
  return {
    estimate: sum,
    bound: upperBound({ hits: withAny, total: trials.length }, alpha),
    trials: trials.length,
    samples: trials.length,
    method: 'counted; the bound is the rate of trials with any (Clopper–Pearson)',
    proved: sum <= limit,
    pWorse: sum > limit ? 0 : 1,
    neverEnding: false,
    trialsNeeded: minTrialsOf(objective),
  };
}

function measureDistribution(
  objective: Objective,
  trials: readonly (readonly number[])[],
  alpha: number,
): Measurement {
  const quantile = objective.quantile ?? 0.5;
  const limit = objective.max ?? 0;
  const bound = clusterQuantile(trials, quantile, alpha);
  if (bound.values === 0) return NOTHING;
  const over = shareAbove(trials, limit, alpha);
  const needed = trialsNeeded({ ...over, trials: bound.trials }, 1 - quantile, alpha);
  return {
    estimate: finite(bound.estimate),
    bound: finite(bound.upper),
    trials: bound.trials,
    samples: bound.values,
    method: 'order statistic on the effective sample size (Woodruff, Korn–Graubard)',
    proved: bound.upper !== null && bound.upper <= limit,
    pWorse: pValueAtMost(over, 1 - quantile),
    neverEnding: bound.upper === Number.POSITIVE_INFINITY,
    trialsNeeded: needed === null ? null : Math.max(needed, zeroFailureSampleSize(1 - quantile, alpha)),
  };
}

/** What never ended counts as infinite in the judgement and as no number in the report. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Judged on its bad side, so that "at least" and "at most" are one calculation. */
function measureProportion(objective: Objective, trials: readonly TrialRatio[], alpha: number): Measurement {
  const isMin = objective.min !== undefined;
  const bad = isMin
    ? trials.map(({ numerator, denominator }) => ({ numerator: denominator - numerator, denominator }))
    : trials;
  const limit = isMin ? 1 - (objective.min ?? 0) : (objective.max ?? 0);
  const sums = ratioSums(bad);
  if (sums.trials === 0) return NOTHING;
  const effective: Proportion = effectiveProportion(sums, alpha);
  const upper = upperBound(effective, alpha);
  const share = sums.hits / sums.total;
  return {
    estimate: isMin ? 1 - share : share,
    bound: isMin ? 1 - upper : upper,
    trials: sums.trials,
    samples: sums.total,
    method: 'Clopper–Pearson on the effective sample size (Korn–Graubard)',
    proved: upper <= limit,
    pWorse: pValueAtMost(effective, limit),
    neverEnding: false,
    trialsNeeded: trialsNeeded({ ...effective, trials: sums.trials }, limit, alpha),
  };
}

function measureRate(objective: Objective, trials: readonly TrialRatio[], alpha: number): Measurement {
  const { scale } = metric(objective.metric);
  const rate = clusterRate(trials);
  if (rate === null) return NOTHING;
  const limit = (objective.max ?? 0) / scale;
  const upper = rateUpperBound(rate, alpha);
  const room = limit - rate.estimate;
  return {
    estimate: rate.estimate * scale,
    bound: Number.isFinite(upper) ? upper * scale : null,
    trials: rate.trials,
    samples: rate.trials,
    method: 'ratio of sums between trials, t with skewness term (Johnson)',
    proved: upper <= limit,
    pWorse: ratePValueAtMost(rate, limit),
    neverEnding: false,
    trialsNeeded:
      room > 0 && Number.isFinite(upper)
        ? Math.ceil(rate.trials * ((upper - rate.estimate) / room) ** 2)
        : null,
  };
}
