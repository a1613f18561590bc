import type { DerivedTable } from './derived-table.ts';

export const PAYMENTS: DerivedTable = {
  name: 'payments',
  comment: 'One row per payment hash that the world settled, whoever asked for it.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    hash: ['VARCHAR', 'Payment hash.'],
    settlements: [
      'INTEGER',
      'Times that a payer paid, or that the payee was paid, whichever is more. More than 1: a duplicate.',
    ],
    fee_msat: ['DOUBLE', 'Routing fees over all of them.'],
  },
  select: `
SELECT trial, hash, greatest(count(*) FILTER (kind = 'payment-ended'), count(*) FILTER (kind = 'invoice-paid')),
  coalesce(sum(fee_msat) FILTER (kind = 'payment-ended'), 0)
FROM ev WHERE (kind = 'payment-ended' AND state = 'settled') OR kind = 'invoice-paid'
GROUP BY trial, hash ORDER BY trial, min(seq)`,
};

export const AUDIT_TRAILS: DerivedTable = {
  name: 'audit_trails',
  comment: 'Per intent and action: durable acts, and audit records of them.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    intent: ['INTEGER', 'Ordinal of the intent.'],
    action: ['VARCHAR', 'state | decision | dispatch | approval | exception'],
    acts: ['INTEGER', 'Acts in the ledger.'],
    records: ['INTEGER', 'Audit records.'],
  },
  select: `
WITH acts AS (
  SELECT trial, intent, count(*) AS acts, CASE kind WHEN 'policy-decided' THEN 'decision' WHEN 'attempt-opened' THEN 'dispatch'
    WHEN 'approval-moved' THEN 'approval' WHEN 'exception-moved' THEN 'exception' ELSE 'state' END AS action
  FROM ev WHERE kind IN ('intent-received', 'intent-moved', 'policy-decided', 'attempt-opened', 'exception-moved')
    OR (kind = 'approval-moved' AND state <> 'requested')
  GROUP BY ALL
), records AS (
  SELECT trial, intent, state AS action, count(*) AS records FROM ev WHERE kind = 'audit-recorded' GROUP BY ALL
)
SELECT trial, intent, action, acts, coalesce(records, 0) FROM acts LEFT JOIN records USING (trial, intent, action)
ORDER BY trial, intent, action`,
};
