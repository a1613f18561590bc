import { type MetricView, SLICED } from './metric-view.ts';

/** Settlement latency (design §6): open-loop arrival time → settled in the ledger; settled organic intents. */
export const SETTLEMENT_LATENCY: MetricView = {
  name: 'settlement_latency_samples',
  comment:
    'From the intended submission (earliest request with this key) to settled in the ledger, of settled intents.',
  select: `SELECT ${SLICED}, settled_ms - submitted_ms AS value, false AS open FROM served_intents WHERE settled_ms IS NOT NULL`,
};

/** Time to certainty: the same to any terminal state. An intent without one is open, whatever the reason. */
export const TIME_TO_CERTAINTY: MetricView = {
  name: 'time_to_certainty_samples',
  comment:
    'From the intended submission to the first terminal state of every organic intent; infinity while there is none.',
  select: `
SELECT ${SLICED}, coalesce(terminal_ms - submitted_ms, 'infinity'::DOUBLE) AS value, terminal_ms IS NULL AS open FROM served_intents`,
};

/** Share of the intents that the policy and its approvers let through and the client did not cancel. */
export const SETTLED: MetricView = {
  name: 'settled_facts',
  comment:
    'Settled, of organic intents that were neither declined nor canceled. Undecided ones count as not settled.',
  select: `
SELECT ${SLICED}, (settled_ms IS NOT NULL)::INTEGER AS numerator, 1 AS denominator
FROM served_intents WHERE final_state NOT IN ('declined', 'canceled')`,
};

/** Effective fee rate: Σ fee ÷ Σ amount over settled intents; × 10⁶ is the ppm. A fee that nobody knows is not 0. */
export const FEE_RATE: MetricView = {
  name: 'fee_rate_facts',
  comment:
    'Routing fees and amounts in msat, of settled organic intents whose fee is known; numerator ÷ denominator × 10^6 is ppm.',
  select: `
SELECT ${SLICED}, fee_paid_msat AS numerator, amount_msat AS denominator
FROM served_intents WHERE settled_ms IS NOT NULL AND fee_paid_msat IS NOT NULL`,
};
