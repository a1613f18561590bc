import type { DerivedTable } from './derived-table.ts';

export const PHASES: DerivedTable = {
  name: 'phases',
  comment: 'When each phase of a trial began.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    phase: ['VARCHAR', 'storm | heal | quiet | end'],
    began_ms: ['DOUBLE', 'When (the first time).'],
  },
  select: `SELECT trial, state, min(at_ms) FROM ev WHERE kind = 'phase-began' GROUP BY trial, state ORDER BY trial, min(at_ms)`,
};

export const FAULTS: DerivedTable = {
  name: 'faults',
  comment: 'One row per fault of a schedule, also one that never began.',
  columns: {
    trial: ['INTEGER', 'Trial.'],
    fault: ['INTEGER', 'Ordinal in the schedule.'],
    kind: ['VARCHAR', 'Kind of fault.'],
    node: ['INTEGER', 'Target node; -1 none, NULL if it never began.'],
    peer: ['INTEGER', 'Other end; -1 none.'],
    parameters: ['VARCHAR', 'As JSON.'],
    began_ms: ['DOUBLE', 'First injection; NULL if it never began.'],
    ended_ms: ['DOUBLE', 'Last end; NULL if it was still on.'],
    touched: ['INTEGER', 'fault-touched events.'],
    effects: ['INTEGER', 'Effects as the trial reported them, else as its events say. 0: not exercised.'],
  },
  select: `
WITH seen AS (
  SELECT trial, request AS fault, min(state) AS kind, arg_min(node, seq) FILTER (kind = 'fault-began') AS node,
    arg_min(peer, seq) FILTER (kind = 'fault-began') AS peer, arg_min(cause, seq) FILTER (kind = 'fault-began') AS parameters,
    min(at_ms) FILTER (kind = 'fault-began') AS began, max(at_ms) FILTER (kind = 'fault-ended') AS ended,
    count(*) FILTER (kind = 'fault-touched') AS touched, max(amount_msat) FILTER (kind = 'fault-ended') AS counted
  FROM ev WHERE kind IN ('fault-began', 'fault-touched', 'fault-ended') GROUP BY trial, request
), reported AS (FROM fault_reports WHERE trial IN (SELECT trial FROM batch))
SELECT trial, fault, coalesce(r.kind, s.kind), s.node, s.peer, s.parameters, s.began, s.ended, coalesce(s.touched, 0),
  coalesce(r.effects, greatest(s.counted, s.touched), 0)
FROM seen AS s FULL JOIN reported AS r USING (trial, fault) ORDER BY trial, fault`,
};
