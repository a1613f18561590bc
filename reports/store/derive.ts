import type { DuckDBConnection } from '@duckdb/node-api';
import { DERIVED_TABLES } from './derived/derived-tables.ts';
import { METRIC_VIEWS } from './metric-views.ts';
import { commentOn, createTable, sqlText } from './tables.ts';

/** Kinds that nothing is derived from: they stay in `events` only. */
const UNUSED = [
  'response-received',
  'answer-stored',
  'call-answered',
  'callback-delivered',
  'node-truth',
  'balance-seen',
];

/** Derived tables (empty) and metric views, with their comments. */
export function derivedSchema(): string[] {
  const views = METRIC_VIEWS.map(
    ({ name, comment, select }) =>
      `CREATE VIEW ${name} AS ${select};\nCOMMENT ON VIEW ${name} IS ${sqlText(comment)};`,
  );
  return [...DERIVED_TABLES.map(createTable), ...views];
}

export function eventsComment(columns: Readonly<Record<string, readonly [string, string]>>): string {
  const comment =
    'The history of every trial, event by event, exactly as it was encoded. Empty columns: -1, 0 or an empty text.';
  return commentOn('VIEW', { name: 'events', comment, columns });
}

/** Trials that are derived together, and the numbers of their texts; ends are included. */
export interface Batch {
  readonly firstTrial: number;
  readonly lastTrial: number;
  readonly firstText: number;
  readonly lastText: number;
}

/** Derives everything from whole trials: what is in memory at once is bounded by the batch, not by the run. */
export async function deriveTrials(connection: DuckDBConnection, batch: Batch): Promise<void> {
  const range = `BETWEEN ${batch.firstTrial} AND ${batch.lastTrial}`;
  const texts = `(FROM texts WHERE id BETWEEN ${batch.firstText} AND ${batch.lastText})`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE batch AS SELECT trial FROM trials WHERE trial ${range}`);
  // The long texts of audit records are not needed here: their reference is put aside before the join.
  await connection.run(`
CREATE OR REPLACE TEMP TABLE ev AS
SELECT e.trial, e.seq, e.at_ms, e.kind, e.intent, e.attempt, e.node, e.peer, e.request, e.amount_msat, e.fee_msat, e.limit_msat,
  coalesce(h.text, '') AS hash, coalesce(a.text, '') AS actor, coalesce(s.text, '') AS state, coalesce(c.text, '') AS cause,
  coalesce(t.text, '') AS tier, coalesce(o.text, '') AS corridor
FROM (
  SELECT * REPLACE (if(kind = 'audit-recorded', -1, cause) AS cause)
  FROM event_rows WHERE trial ${range} AND kind NOT IN (${UNUSED.map(sqlText).join(', ')})
) AS e
LEFT JOIN ${texts} AS h ON h.id = e.hash LEFT JOIN ${texts} AS c ON c.id = e.cause
LEFT JOIN words AS a ON a.id = e.actor LEFT JOIN words AS s ON s.id = e.state
LEFT JOIN words AS t ON t.id = e.tier LEFT JOIN words AS o ON o.id = e.corridor`);
  for (const { name, select } of DERIVED_TABLES) {
    await connection.run(`INSERT INTO ${name} ${select}`);
    if (name === 'attempts')
      await connection.run(`CREATE OR REPLACE TEMP TABLE new_attempts AS FROM attempts WHERE trial ${range}`);
  }
}

export async function dropBatch(connection: DuckDBConnection): Promise<void> {
  for (const table of ['ev', 'batch', 'new_attempts'])
    await connection.run(`DROP TABLE IF EXISTS temp.${table}`);
}
