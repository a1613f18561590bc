/**
 * Everything that is measured, by a stable id. Thresholds in pilot files name these ids; the SQL of each metric (with
 * its exact definition: which intents count, from when to when) stands in `metrics/`.
 *
 * ratio: Σ numerator ÷ Σ denominator, times `scale`; quantile: order statistics of single samples; count: a total
 * that is judged by itself. The trial is the sampling unit of all of them.
 */
export type MetricKind = 'ratio' | 'quantile' | 'count';

/** What a metric can be split by, besides the scenario. */
export const METRIC_SLICES = ['tier', 'implementation', 'band'] as const;
export type MetricSlice = (typeof METRIC_SLICES)[number];

export interface Metric {
  readonly id: string;
  readonly title: string;
  /** In words, for reports. */
  readonly meaning: string;
  readonly kind: MetricKind;
  readonly unit: 'ms' | 'ppm' | 'share' | 'count';
  /** Ratios are numerator ÷ denominator × scale (10⁶ for ppm). */
  readonly scale: number;
  readonly betterWhen: 'lower' | 'higher';
  /** View with one row per sample (quantile) or per intent, attempt or hash that counts (ratio, count). */
  readonly view: string;
  readonly slices: readonly MetricSlice[];
}

const ratio = { kind: 'ratio', unit: 'share', scale: 1 } as const;
const quantile = { kind: 'quantile', unit: 'ms', scale: 1, betterWhen: 'lower' } as const;
const count = { kind: 'count', unit: 'count', scale: 1, betterWhen: 'lower', slices: [] } as const;

export const METRICS = {
  settlement_latency_ms: {
    ...quantile,
    title: 'Settlement latency',
    meaning: 'From the intended submission to settled in the ledger, of settled intents.',
    view: 'settlement_latency_samples',
    slices: ['tier', 'implementation', 'band'],
  },
  time_to_certainty_ms: {
    ...quantile,
    title: 'Time to certainty',
    meaning: 'From the intended submission to any terminal state in the ledger.',
    view: 'time_to_certainty_samples',
    slices: ['tier', 'implementation', 'band'],
  },
  fee_rate_ppm: {
    ...ratio,
    unit: 'ppm',
    scale: 1_000_000,
    betterWhen: 'lower',
    title: 'Effective fee rate',
    meaning: 'Fees paid divided by amounts delivered, over settled intents.',
    view: 'fee_rate_facts',
    slices: ['band', 'tier', 'implementation'],
  },
  route_failure_ratio: {
    ...ratio,
    betterWhen: 'lower',
    title: 'Route failures',
    meaning: 'Definitive routing failures divided by definitively ended attempts.',
    view: 'route_failure_facts',
    slices: ['tier', 'implementation', 'band'],
  },
  auto_recovery_ratio: {
    ...ratio,
    betterWhen: 'higher',
    title: 'Automatic recovery',
    meaning: 'Of intents with a failed or unknown attempt, the share that settled without a person.',
    view: 'auto_recovery_facts',
    slices: ['tier', 'implementation', 'band'],
  },
  manual_intervention_ratio: {
    ...ratio,
    betterWhen: 'lower',
    title: 'Manual interventions',
    meaning: 'Share of intents that raised an exception for an operator; approvals are not counted.',
    view: 'manual_intervention_facts',
    slices: ['tier', 'implementation', 'band'],
  },
  required_approval_ratio: {
    ...ratio,
    betterWhen: 'lower',
    title: 'Required approvals',
    meaning: 'Share of intents for which the policy asked a person to approve.',
    view: 'required_approval_facts',
    slices: ['tier', 'implementation', 'band'],
  },
  reconciliation_ms: {
    ...quantile,
    title: 'Reconciliation time',
    meaning: 'From the first moment at which ledger and node disagree to their agreement.',
    view: 'reconciliation_samples',
    slices: ['tier', 'implementation', 'band'],
  },
  open_discrepancies: {
    ...count,
    title: 'Open discrepancies',
    meaning: 'Attempts on which ledger and node still disagree at the end of the trial.',
    view: 'open_discrepancies_facts',
  },
  duplicate_settlements: {
    ...count,
    title: 'Duplicate settlements',
    meaning: 'Settled payments beyond the first, per payment hash or intent.',
    view: 'duplicate_settlements_facts',
  },
  fee_cap_breaches: {
    ...count,
    title: 'Fee cap breaches',
    meaning: 'Intents whose payments cost more in routing fees than the cap that the client set.',
    view: 'fee_cap_breaches_facts',
  },
  recovery_after_heal_ms: {
    ...quantile,
    title: 'Recovery after heal',
    meaning:
      'From the end of the faults to the last terminal state of an intent that was open at that moment.',
    view: 'recovery_after_heal_samples',
    slices: [],
  },
  audit_completeness_ratio: {
    ...ratio,
    betterWhen: 'higher',
    title: 'Audit completeness',
    meaning: 'Share of durable state changes, decisions and dispatches that have their own audit record.',
    view: 'audit_completeness_facts',
    slices: ['tier'],
  },
  unknown_age_ms: {
    ...quantile,
    title: 'Age of unknown outcomes',
    meaning: 'From the first moment at which an attempt is unknown to its definitive end.',
    view: 'unknown_age_samples',
    slices: ['tier', 'implementation', 'band'],
  },
  settled_ratio: {
    ...ratio,
    betterWhen: 'higher',
    title: 'Settled',
    meaning: 'Share of allowed intents that settled.',
    view: 'settled_facts',
    slices: ['tier', 'implementation', 'band'],
  },
} as const satisfies Record<string, Omit<Metric, 'id'>>;

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS = Object.keys(METRICS) as readonly MetricId[];

export function metric(id: MetricId): Metric {
  return { id, ...METRICS[id] };
}
