/**
 * The SQL of one metric. Every view has the columns trial, scenario, tier, implementation, band ('' where a column says
 * nothing), and then
 *   quantile:     value, open    one row a sample; still open at the end of the trial: value is infinity, open is true,
 *                                so that what never ended can only make a quantile worse
 *   ratio, count: numerator, denominator    one row for each intent, attempt or hash that counts
 * Trials that crashed count nowhere. Without rows there is no metric: never a 0 that looks like a pass.
 */
export interface MetricView {
  readonly name: string;
  readonly comment: string;
  readonly select: string;
}

/** What metrics of service start from: intents that a client asked for, in trials that completed. */
export const SERVED_INTENTS: MetricView = {
  name: 'served_intents',
  comment: 'Organic intents of completed trials, with their slices.',
  select: `
SELECT i.* REPLACE (coalesce(i.implementation, '') AS implementation, coalesce(i.band, '') AS band)
FROM intents AS i JOIN trials AS t ON t.trial = i.trial AND t.status = 'completed' WHERE i.organic`,
};

/** Attempts of these intents; the implementation is that of the attempt's node. */
export const SERVED_ATTEMPTS: MetricView = {
  name: 'served_attempts',
  comment: 'Attempts of organic intents of completed trials, with their slices.',
  select: `
SELECT a.* REPLACE (coalesce(a.implementation, '') AS implementation), i.scenario, i.tier, i.band
FROM attempts AS a JOIN served_intents AS i ON i.trial = a.trial AND i.intent = a.intent`,
};

/** The columns that every metric view begins with. */
export const SLICED = 'trial, scenario, tier, implementation, band';
