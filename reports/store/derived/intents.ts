import type { DerivedTable } from './derived-table.ts';

const TERMINAL = `('settled', 'failed', 'declined', 'expired', 'canceled')`;

export const INTENTS: DerivedTable = {
  name: 'intents',
  comment: 'One row per intent with a durable record.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    intent: ['INTEGER', 'Ordinal, in order of first durable record.'],
    tenant: ['VARCHAR', 'Tenant.'],
    key: ['VARCHAR', 'Idempotency key.'],
    scenario: ['VARCHAR', 'Scenario of the trial.'],
    tier: ['VARCHAR', 'Autonomy tier.'],
    corridor: ['VARCHAR', 'Corridor.'],
    band: ['VARCHAR', 'Value band of the amount.'],
    implementation: [
      'VARCHAR',
      'Of the node that settled it, else of the last attempt; NULL without attempts.',
    ],
    payee: ['INTEGER', 'Node that is to be paid.'],
    hash: ['VARCHAR', 'Payment hash.'],
    amount_msat: ['DOUBLE', 'Amount.'],
    fee_cap_msat: ['DOUBLE', 'Fee cap of the client.'],
    deadline_ms: ['DOUBLE', 'No dispatch after this.'],
    organic: ['BOOLEAN', 'A client asked for it in this trial. Metrics of service count only these.'],
    submitted_ms: [
      'DOUBLE',
      'Intended submission: earliest request with this tenant and key; NULL if not organic.',
    ],
    received_ms: ['DOUBLE', 'When its record was durable.'],
    decision: ['VARCHAR', "Last policy decision: allow | review | deny; '' if none."],
    final_state: ['VARCHAR', 'Last state in the ledger.'],
    terminal_ms: ['DOUBLE', 'First terminal state; NULL while there is none.'],
    settled_ms: ['DOUBLE', 'When the ledger said settled; NULL if never.'],
    fee_paid_msat: [
      'DOUBLE',
      'Routing fees over all attempts: as the world saw them, else as the nodes said; NULL if not known.',
    ],
    attempts: ['INTEGER', 'Attempts.'],
    troubled: ['BOOLEAN', 'Had an attempt that failed or was unknown.'],
    exceptions: ['INTEGER', 'Times it was raised to an operator.'],
    approvals: ['INTEGER', 'Approvals that the policy asked for.'],
  },
  select: `
WITH received AS (FROM ev WHERE kind = 'intent-received'),
submitted AS (
  SELECT trial, actor, cause, min(at_ms) AS at FROM ev WHERE kind = 'request-submitted' GROUP BY trial, actor, cause
), moved AS (
  SELECT trial, intent, arg_max(state, seq) AS state, min(at_ms) FILTER (state IN ${TERMINAL}) AS terminal,
    min(at_ms) FILTER (state = 'settled') AS settled
  FROM ev WHERE kind = 'intent-moved' GROUP BY trial, intent
), decided AS (
  SELECT trial, intent, arg_max(state, seq) AS state FROM ev WHERE kind = 'policy-decided' GROUP BY trial, intent
), tried AS (
  SELECT trial, intent, count(*) AS attempts, bool_or(outcome = 'failed' OR unknown_ms IS NOT NULL) AS troubled,
    arg_max(implementation, (outcome = 'settled', attempt)) AS implementation,
    sum(coalesce(world_fee_msat, fee_msat)) AS fee
  FROM new_attempts GROUP BY trial, intent
), asked AS (
  SELECT trial, intent, count(*) FILTER (kind = 'exception-moved') AS exceptions, count(*) FILTER (kind = 'approval-moved') AS approvals
  FROM ev WHERE (kind = 'exception-moved' AND state = 'raised') OR (kind = 'approval-moved' AND state = 'requested')
  GROUP BY trial, intent
)
SELECT r.trial, r.intent, r.actor, r.cause, t.scenario, r.tier, r.corridor,
  (SELECT arg_min(b.band, b.below_msat) FROM bands AS b WHERE r.amount_msat < b.below_msat),
  tried.implementation, r.peer, r.hash, r.amount_msat, r.limit_msat, r.fee_msat,
  s.at IS NOT NULL, s.at, r.at_ms, coalesce(decided.state, ''), coalesce(moved.state, 'received'), moved.terminal, moved.settled,
  tried.fee, coalesce(tried.attempts, 0), coalesce(tried.troubled, false), coalesce(asked.exceptions, 0), coalesce(asked.approvals, 0)
FROM received AS r LEFT JOIN trials AS t ON t.trial = r.trial
LEFT JOIN submitted AS s ON s.trial = r.trial AND s.actor = r.actor AND s.cause = r.cause
LEFT JOIN moved ON moved.trial = r.trial AND moved.intent = r.intent
LEFT JOIN decided ON decided.trial = r.trial AND decided.intent = r.intent
LEFT JOIN tried ON tried.trial = r.trial AND tried.intent = r.intent
LEFT JOIN asked ON asked.trial = r.trial AND asked.intent = r.intent
ORDER BY r.trial, r.intent`,
};
