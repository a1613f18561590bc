import { holmRejects } from '../statistics/holm.ts';
import { metric } from '../store/metric-registry.ts';
import type { MetricSamples } from './judge-input.ts';
import { type Measurement, measure, minTrialsOf } from './judge-objective.ts';
import { judgedAs } from './judged-as.ts';
import type { Gate, Objective } from './objective.ts';
import { counted, formatQuantity, type Unit } from './quantity.ts';
import type { ObjectiveResult } from './verdict-schema.ts';

/**
 * All objectives of a gate. Passing is decided one by one at alpha (GO needs all: intersection–union); "proved worse" is
 * decided over all of them at alphaFail with Holm, because there one unlucky objective is enough for NO-GO.
 */
export function judgeObjectives(
  gate: Gate,
  samples: ReadonlyMap<string, MetricSamples>,
): readonly ObjectiveResult[] {
  const measured = gate.objectives.map((objective) => ({
    objective,
    measurement: measure(objective, samples.get(objective.id), gate.alpha),
  }));
  const worse = holmRejects(
    measured.map(({ measurement }) => measurement.pWorse),
    gate.alphaFail,
  );
  return measured.map(({ objective, measurement }, index) =>
    result(objective, measurement, { worse: worse[index]!, alpha: gate.alpha }),
  );
}

function result(
  objective: Objective,
  measurement: Measurement,
  { worse, alpha }: { worse: boolean; alpha: number },
): ObjectiveResult {
  const { estimate, bound, trials, samples, method } = measurement;
  const enough = trials >= minTrialsOf(objective);
  const status = worse ? 'fail' : measurement.proved && enough ? 'pass' : 'inconclusive';
  const unit = unitOf(objective);
  const needsMoreTrials = status === 'inconclusive' ? moreTrials(objective, measurement) : null;
  return {
    id: objective.id,
    metric: objective.metric,
    title: claimInWords(objective),
    level: objective.level,
    status,
    comparison: objective.min === undefined ? 'max' : 'min',
    limit: limitOf(objective),
    unit,
    estimate,
    bound,
    boundUnit: judgedAs(objective.metric) === 'count' ? 'ratio' : unit,
    confidence: 1 - alpha,
    trials,
    samples,
    method,
    needsMoreTrials,
    because: why(objective, measurement, status, needsMoreTrials),
  };
}

function moreTrials(objective: Objective, { trials, trialsNeeded, proved }: Measurement): number | null {
  const floor = minTrialsOf(objective) - trials;
  if (proved) return floor > 0 ? floor : null;
  if (trialsNeeded === null) return trials === 0 ? minTrialsOf(objective) : null;
  return Math.max(1, floor, trialsNeeded - trials);
}

function why(
  objective: Objective,
  { estimate, bound, trials, neverEnding }: Measurement,
  status: ObjectiveResult['status'],
  needs: number | null,
): string {
  const unit = unitOf(objective);
  const limit = formatQuantity(limitOf(objective), unit);
  const isCount = judgedAs(objective.metric) === 'count';
  const more = needs === null ? '' : ` Needs about ${counted(needs, 'more trial')}.`;
  if (trials === 0) return `No trial has a sample of ${objective.metric}: no samples is never a pass.`;
  const found = formatQuantity(estimate, unit);
  if (status === 'fail')
    return isCount
      ? `${found} counted; the limit is ${limit}.`
      : `Proved worse than ${limit}: estimate ${found}.`;
  if (status === 'pass')
    return isCount
      ? `${found} counted in ${counted(trials, 'trial')}.`
      : `The bound ${formatQuantity(bound, unit)} is within ${limit}.`;
  if (trials < minTrialsOf(objective))
    return `Only ${counted(trials, 'trial')} with samples; ${minTrialsOf(objective)} are asked for.${more}`;
  if (neverEnding) return `Too many samples were still open at the end for a finite bound.${more}`;
  if (bound === null) return `${counted(trials, 'trial')} are too few for any bound at this quantile.${more}`;
  return needs === null
    ? `The estimate ${found} misses ${limit}, but that is not proved either.`
    : `The estimate ${found} is within ${limit}, its bound ${formatQuantity(bound, unit)} is not.${more}`;
}

function limitOf(objective: Objective): number {
  return objective.max ?? objective.min ?? 0;
}

function unitOf(objective: Objective): Exclude<Unit, 'msat'> {
  const { unit } = metric(objective.metric);
  return unit === 'share' ? 'ratio' : unit;
}

/** For example `Settlement latency p95 at most 5 s, scenario baseline`. */
function claimInWords(objective: Objective): string {
  const { title } = metric(objective.metric);
  const quantile =
    objective.quantile === undefined ? '' : ` p${Number((objective.quantile * 100).toFixed(4))}`;
  const limit = formatQuantity(limitOf(objective), unitOf(objective));
  const slice = Object.entries(objective.slice ?? {}).map(([key, value]) => `, ${key} ${value}`);
  return `${title}${quantile} ${objective.min === undefined ? 'at most' : 'at least'} ${limit}${slice.join('')}`;
}
