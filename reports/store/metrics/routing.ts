import { ROUTING_REASONS } from '../derived/attempts.ts';
import { type MetricView, SLICED } from './metric-view.ts';

const reasons = ROUTING_REASONS.map((reason) => `'${reason}'`).join(', ');

/** Definitive routing failures ÷ definitively ended attempts. Unknown is never failed: open attempts count nowhere. */
export const ROUTE_FAILURE: MetricView = {
  name: 'route_failure_facts',
  comment: `Failed for a routing reason (${ROUTING_REASONS.join(', ')}), of attempts with a definitive end in the ledger.`,
  select: `
SELECT ${SLICED}, (outcome = 'failed' AND reason IN (${reasons}))::INTEGER AS numerator, 1 AS denominator
FROM served_attempts WHERE outcome IN ('settled', 'failed')`,
};

/** Of intents with a failed or unknown attempt, the share that settled without a person. */
export const AUTO_RECOVERY: MetricView = {
  name: 'auto_recovery_facts',
  comment:
    'Settled and never raised to an operator, of organic intents with a failed or unknown attempt. An approval that the tier requires is no rescue.',
  select: `
SELECT ${SLICED}, (settled_ms IS NOT NULL AND exceptions = 0)::INTEGER AS numerator, 1 AS denominator
FROM served_intents WHERE troubled`,
};
