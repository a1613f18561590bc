import type { MetricView } from './metric-view.ts';

const COMPLETED = `JOIN trials AS t ON t.trial = p.trial AND t.status = 'completed'`;

/** Judged on the ground truth alone. The denominator is the number of hashes that were paid at all. */
export const DUPLICATE_SETTLEMENTS: MetricView = {
  name: 'duplicate_settlements_facts',
  comment: 'Settlements beyond the first, per payment hash that the world settled.',
  select: `
SELECT p.trial, t.scenario, '' AS tier, '' AS implementation, '' AS band, p.settlements - 1 AS numerator, 1 AS denominator
FROM payments AS p ${COMPLETED}`,
};

/** Over all attempts and all nodes, against the cap that the client set for the whole intent. */
export const FEE_CAP_BREACHES: MetricView = {
  name: 'fee_cap_breaches_facts',
  comment:
    'Routing fees really paid for the hash are above the fee cap of the intent; of intents whose hash was paid.',
  select: `
SELECT p.trial, t.scenario, i.tier, '' AS implementation, coalesce(i.band, '') AS band,
  (p.fee_msat > i.fee_cap_msat)::INTEGER AS numerator, 1 AS denominator
FROM payments AS p ${COMPLETED} JOIN intents AS i ON i.trial = p.trial AND i.hash = p.hash`,
};
