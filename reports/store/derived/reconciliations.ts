import type { DerivedTable } from './derived-table.ts';

export const RECONCILIATIONS: DerivedTable = {
  name: 'reconciliations',
  comment:
    'One row per attempt on which ledger and node can disagree: the node accepted a payment, and one of the two has called its end. In step from the first moment: 0 ms.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    intent: ['INTEGER', 'Ordinal of the intent.'],
    attempt: ['INTEGER', 'Number within the intent.'],
    began_ms: ['DOUBLE', 'The earlier of the end in the world and the definitive word in the ledger.'],
    agreed_ms: ['DOUBLE', 'The later of the two, when they say the same; NULL while they do not.'],
    ledger: ['VARCHAR', 'Outcome in the ledger.'],
    world: ['VARCHAR', 'Outcome in the world; NULL while the payment has not ended.'],
  },
  select: `
SELECT trial, intent, attempt, least(resolved_ms, world_ended_ms),
  CASE WHEN outcome = world_outcome THEN greatest(resolved_ms, world_ended_ms) END, outcome, world_outcome
FROM new_attempts AS a WHERE (world_begun_ms IS NOT NULL OR world_ended_ms IS NOT NULL)
  AND (world_ended_ms IS NOT NULL OR resolved_ms IS NOT NULL)
  -- The payee's word has ended it, and an HTLC that can no longer pay waits for its time lock: nobody disagrees.
  AND NOT (world_ended_ms IS NULL AND source = 'operator' AND EXISTS (
    FROM ev WHERE ev.trial = a.trial AND ev.kind = 'htlc-pending' AND ev.hash = a.hash))
ORDER BY trial, intent, attempt`,
};
