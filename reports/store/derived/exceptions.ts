import type { DerivedTable } from './derived-table.ts';

export const EXCEPTIONS: DerivedTable = {
  name: 'exceptions',
  comment: 'Entries of the operator exception queue.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    intent: ['INTEGER', 'Ordinal of the intent.'],
    exception: ['INTEGER', 'Number within the intent, 1, 2, …'],
    kind: ['VARCHAR', 'in_doubt_too_long | contradiction | discrepancy'],
    raised_ms: ['DOUBLE', 'When it was raised.'],
    closed_ms: ['DOUBLE', 'First closing of this intent at or after it; NULL while open.'],
    operator: ['VARCHAR', "Who closed it; '' while open."],
  },
  select: `
WITH raised AS (
  SELECT trial, intent, cause, at_ms, seq, row_number() OVER (PARTITION BY trial, intent ORDER BY seq) AS no
  FROM ev WHERE kind = 'exception-moved' AND state = 'raised'
), closed AS (SELECT trial, intent, at_ms, seq, actor FROM ev WHERE kind = 'exception-moved' AND state = 'closed')
SELECT r.trial, r.intent, r.no, r.cause, r.at_ms, c.at_ms, coalesce(c.actor, '')
FROM raised AS r ASOF LEFT JOIN closed AS c ON r.trial = c.trial AND r.intent = c.intent AND r.seq < c.seq
ORDER BY r.trial, r.intent, r.no`,
};
