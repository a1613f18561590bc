import type { DerivedTable } from './derived-table.ts';

/** Reasons that mean "no route could be paid", as against a node that was away or an invoice that was refused. */
export const ROUTING_REASONS = ['no_route', 'insufficient_balance', 'timeout', 'fee_limit'] as const;

const FINAL = `('settled', 'failed')`;

export const ATTEMPTS: DerivedTable = {
  name: 'attempts',
  comment:
    'One row per attempt with a durable write-ahead record. What the world did belongs to the latest attempt of that node and hash that was opened before it ended.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    intent: ['INTEGER', 'Ordinal of the intent.'],
    attempt: ['INTEGER', 'Number within the intent.'],
    node: ['INTEGER', 'Payer node.'],
    implementation: ['VARCHAR', 'Of the payer node; NULL if the topology is not known.'],
    hash: ['VARCHAR', 'Payment hash.'],
    amount_msat: ['DOUBLE', 'Amount.'],
    fee_limit_msat: ['DOUBLE', 'Fee limit of this attempt.'],
    opened_seq: ['INTEGER', 'Event of the write-ahead record.'],
    opened_ms: ['DOUBLE', 'When the write-ahead record was durable.'],
    dispatched_ms: ['DOUBLE', 'First pay call; NULL if none was seen.'],
    outcome: ['VARCHAR', 'settled | failed (definitive), else the last word: in_flight | unknown, or open.'],
    reason: ['VARCHAR', "Why it failed; '' otherwise."],
    source: ['VARCHAR', 'Who brought the definitive end: pay_answer | lookup | reconciler | recovery.'],
    fee_msat: ['DOUBLE', 'Fee as the node said it; NULL if not settled or not said.'],
    resolved_ms: ['DOUBLE', 'First definitive word in the ledger; NULL while there is none.'],
    unknown_ms: ['DOUBLE', 'First moment at which the ledger called it unknown; NULL if never.'],
    world_begun_ms: ['DOUBLE', 'A node accepted the payment; NULL if none did.'],
    world_outcome: ['VARCHAR', 'settled | failed: the truth; NULL while the payment has not ended.'],
    world_ended_ms: ['DOUBLE', 'When it ended on the network.'],
    world_fee_msat: ['DOUBLE', 'Routing fees really paid; NULL if not settled.'],
  },
  select: `
WITH opened AS (
  SELECT trial, intent, attempt, node, hash, amount_msat, limit_msat, seq, at_ms FROM ev WHERE kind = 'attempt-opened'
), word AS (
  SELECT trial, intent, attempt,
    arg_min(state, seq) FILTER (state IN ${FINAL}) AS final, arg_max(state, seq) AS last,
    arg_min(cause, seq) FILTER (state IN ${FINAL}) AS reason, arg_min(actor, seq) FILTER (state IN ${FINAL}) AS source,
    arg_min(fee_msat, seq) FILTER (state IN ${FINAL}) AS fee,
    min(at_ms) FILTER (state IN ${FINAL}) AS resolved, min(at_ms) FILTER (state = 'unknown') AS unknown
  FROM ev WHERE kind = 'attempt-resolved' GROUP BY trial, intent, attempt
), sent AS (
  SELECT trial, intent, attempt, min(at_ms) AS at FROM ev WHERE kind = 'call-sent' AND state = 'pay' GROUP BY ALL
), world AS (
  SELECT w.trial, o.intent, o.attempt,
    min(w.at_ms) FILTER (w.kind = 'payment-begun') AS begun,
    max(w.state) FILTER (w.kind = 'payment-ended') AS outcome, -- 'settled' is above 'failed': money that moved wins
    arg_max(w.at_ms, (w.state, w.seq)) FILTER (w.kind = 'payment-ended') AS ended,
    sum(w.fee_msat) FILTER (w.kind = 'payment-ended' AND w.state = 'settled') AS fee
  FROM (FROM ev WHERE kind IN ('payment-begun', 'payment-ended')) AS w
  ASOF JOIN opened AS o ON w.trial = o.trial AND w.node = o.node AND w.hash = o.hash AND w.seq > o.seq
  GROUP BY w.trial, o.intent, o.attempt
)
SELECT o.trial, o.intent, o.attempt, o.node, n.implementation, o.hash, o.amount_msat, o.limit_msat, o.seq, o.at_ms, sent.at,
  coalesce(word.final, word.last, 'open'),
  CASE WHEN word.final = 'failed' THEN word.reason ELSE '' END,
  coalesce(word.source, ''),
  CASE WHEN word.final = 'settled' AND word.fee >= 0 THEN word.fee END,
  word.resolved, word.unknown, world.begun, world.outcome, world.ended, world.fee
FROM opened AS o
LEFT JOIN word USING (trial, intent, attempt) LEFT JOIN sent USING (trial, intent, attempt)
LEFT JOIN world USING (trial, intent, attempt)
LEFT JOIN trials AS t ON t.trial = o.trial
LEFT JOIN nodes AS n ON n.topology = t.topology AND n.node = o.node
ORDER BY o.trial, o.intent, o.attempt`,
};
