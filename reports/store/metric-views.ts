import { METRIC_IDS, metric } from './metric-registry.ts';
import { DUPLICATE_SETTLEMENTS, FEE_CAP_BREACHES } from './metrics/harm.ts';
import { type MetricView, SERVED_ATTEMPTS, SERVED_INTENTS, SLICED } from './metrics/metric-view.ts';
import { AUDIT_COMPLETENESS, MANUAL_INTERVENTION, REQUIRED_APPROVAL } from './metrics/people.ts';
import {
  OPEN_DISCREPANCIES,
  RECONCILIATION,
  RECOVERY_AFTER_HEAL,
  UNKNOWN_AGE,
} from './metrics/reconciliation.ts';
import { AUTO_RECOVERY, ROUTE_FAILURE } from './metrics/routing.ts';
import { FEE_RATE, SETTLED, SETTLEMENT_LATENCY, TIME_TO_CERTAINTY } from './metrics/settlement.ts';

const samples = METRIC_IDS.filter((id) => metric(id).kind === 'quantile');
const facts = METRIC_IDS.filter((id) => metric(id).kind !== 'quantile');

/** Every slice of a row by name; the empty ones fall away. */
export const SLICES = `unnest(list_filter(['all', if(tier <> '', 'tier:' || tier, ''),
  if(implementation <> '', 'implementation:' || implementation, ''), if(band <> '', 'band:' || band, '')], lambda s: s <> ''))`;

const METRIC_SAMPLES: MetricView = {
  name: 'metric_samples',
  comment: 'All samples of all quantile metrics.',
  select: samples
    .map((id) => `SELECT '${id}' AS metric, ${SLICED}, value, open FROM ${metric(id).view}`)
    .join(' UNION ALL '),
};

const METRIC_FACTS: MetricView = {
  name: 'metric_facts',
  comment: 'All rows of all ratio and count metrics.',
  select: facts
    .map(
      (id) =>
        `SELECT '${id}' AS metric, ${SLICED}, numerator::DOUBLE AS numerator, denominator::DOUBLE AS denominator FROM ${metric(id).view}`,
    )
    .join(' UNION ALL '),
};

/**
 * One row per metric, scenario, slice and trial. Ratio: Σ numerator, Σ denominator, and their ratio, times the scale
 * (ppm). Count: Σ numerator is the value, Σ denominator how many could have counted. Quantile: numerator is how many are
 * still open, denominator how many samples, value their p95 (infinity when more than 5 % are open).
 */
const METRIC_BY_TRIAL: MetricView = {
  name: 'metric_by_trial',
  comment:
    'One row per metric, scenario, slice (all, tier:…, implementation:…, band:…) and trial: the sampling unit.',
  select: `
SELECT metric, scenario, slice, trial, sum(numerator) AS numerator, sum(denominator) AS denominator,
  CASE WHEN metric IN (${names('count')}) THEN sum(numerator)
    WHEN sum(denominator) > 0 THEN sum(numerator) / sum(denominator) * ${scale()} END AS value
FROM (SELECT *, ${SLICES} AS slice FROM metric_facts) GROUP BY metric, scenario, slice, trial
UNION ALL
SELECT metric, scenario, slice, trial, count(*) FILTER (open)::DOUBLE, count(*)::DOUBLE, quantile_disc(value, 0.95)
FROM (SELECT *, ${SLICES} AS slice FROM metric_samples) GROUP BY metric, scenario, slice, trial`,
};

/** The `metrics` table: what a reader wants to see. Judgement reads the samples, not this. */
const METRIC_SUMMARY: MetricView = {
  name: 'metric_summary',
  comment:
    "One row per metric, scenario ('' for all) and slice. Quantiles that fall on something still open are NULL.",
  select: `
SELECT metric, scenario, slice, count(DISTINCT trial) AS trials, sum(numerator) AS numerator, sum(denominator) AS denominator,
  CASE WHEN metric IN (${names('count')}) THEN sum(numerator)
    WHEN sum(denominator) > 0 THEN sum(numerator) / sum(denominator) * ${scale()} END AS value,
  NULL::DOUBLE AS p50, NULL::DOUBLE AS p95, NULL::DOUBLE AS max, NULL::BIGINT AS open
FROM (SELECT *, ${SLICES} AS slice FROM ${withAllScenarios('metric_facts')}) GROUP BY metric, scenario, slice
UNION ALL
SELECT metric, scenario, slice, count(DISTINCT trial), NULL, count(*), NULL,
  nullif(quantile_disc(value, 0.5), 'infinity'::DOUBLE), nullif(quantile_disc(value, 0.95), 'infinity'::DOUBLE),
  max(value) FILTER (NOT open), count(*) FILTER (open)
FROM (SELECT *, ${SLICES} AS slice FROM ${withAllScenarios('metric_samples')}) GROUP BY metric, scenario, slice`,
};

/** In the order in which they can be created. */
export const METRIC_VIEWS: readonly MetricView[] = [
  SERVED_INTENTS,
  SERVED_ATTEMPTS,
  SETTLEMENT_LATENCY,
  TIME_TO_CERTAINTY,
  SETTLED,
  FEE_RATE,
  ROUTE_FAILURE,
  AUTO_RECOVERY,
  MANUAL_INTERVENTION,
  REQUIRED_APPROVAL,
  AUDIT_COMPLETENESS,
  RECONCILIATION,
  OPEN_DISCREPANCIES,
  UNKNOWN_AGE,
  RECOVERY_AFTER_HEAL,
  DUPLICATE_SETTLEMENTS,
  FEE_CAP_BREACHES,
  METRIC_SAMPLES,
  METRIC_FACTS,
  METRIC_BY_TRIAL,
  METRIC_SUMMARY,
];

/**
 * Each row twice: for its scenario, and for '' that is all of them. In a query of its own, because two `unnest` beside
 * each other do not multiply: they walk in step and fill the shorter list up with NULL.
 */
function withAllScenarios(view: string): string {
  return `(SELECT * EXCLUDE (scenario), unnest(['', scenario]) AS scenario FROM ${view})`;
}

function names(kind: 'count'): string {
  return METRIC_IDS.filter((id) => metric(id).kind === kind)
    .map((id) => `'${id}'`)
    .join(', ');
}

function scale(): string {
  const scaled = METRIC_IDS.filter((id) => metric(id).scale !== 1);
  return `CASE metric ${scaled.map((id) => `WHEN '${id}' THEN ${metric(id).scale}`).join(' ')} ELSE 1 END`;
}
