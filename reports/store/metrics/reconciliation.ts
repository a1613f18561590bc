import { type MetricView, SLICED } from './metric-view.ts';

/** First moment at which ledger and node disagree → agreement. All attempts count, whoever caused them. */
export const RECONCILIATION: MetricView = {
  name: 'reconciliation_samples',
  comment:
    'How long ledger and node disagreed about the end of an attempt; infinity while they still do. In step: 0.',
  select: `
SELECT r.trial, i.scenario, i.tier, coalesce(a.implementation, '') AS implementation, coalesce(i.band, '') AS band,
  coalesce(r.agreed_ms - r.began_ms, 'infinity'::DOUBLE) AS value, r.agreed_ms IS NULL AS open
FROM reconciliations AS r JOIN trials AS t ON t.trial = r.trial AND t.status = 'completed'
JOIN attempts AS a ON a.trial = r.trial AND a.intent = r.intent AND a.attempt = r.attempt
JOIN intents AS i ON i.trial = r.trial AND i.intent = r.intent`,
};

/** How many are still open at the end. A trial in which nothing could disagree is not evidence, and has no row. */
export const OPEN_DISCREPANCIES: MetricView = {
  name: 'open_discrepancies_facts',
  comment: 'Still in disagreement at the end of the trial, of the attempts in `reconciliations`.',
  select: `SELECT ${SLICED}, open::INTEGER AS numerator, 1 AS denominator FROM reconciliation_samples`,
};

/** From the first `unknown` in the ledger to the definitive word. */
export const UNKNOWN_AGE: MetricView = {
  name: 'unknown_age_samples',
  comment: 'How long an attempt stayed unknown in the ledger; infinity while it still is.',
  select: `
SELECT ${SLICED}, coalesce(resolved_ms - unknown_ms, 'infinity'::DOUBLE) AS value, resolved_ms IS NULL AS open
FROM served_attempts WHERE unknown_ms IS NOT NULL AND (resolved_ms IS NULL OR resolved_ms >= unknown_ms)`,
};

/**
 * One sample a trial: the heal → the last terminal state among the organic intents that were open at the heal. Nothing
 * open at the heal: nothing to recover, no sample.
 */
export const RECOVERY_AFTER_HEAL: MetricView = {
  name: 'recovery_after_heal_samples',
  comment:
    'From the heal of all faults until every organic intent that was open then is terminal; infinity while one is not.',
  select: `
SELECT i.trial, i.scenario, '' AS tier, '' AS implementation, '' AS band,
  max(coalesce(i.terminal_ms - p.began_ms, 'infinity'::DOUBLE)) AS value, bool_or(i.terminal_ms IS NULL) AS open
FROM served_intents AS i JOIN phases AS p ON p.trial = i.trial AND p.phase = 'heal'
WHERE i.received_ms <= p.began_ms AND (i.terminal_ms IS NULL OR i.terminal_ms > p.began_ms)
GROUP BY i.trial, i.scenario`,
};
