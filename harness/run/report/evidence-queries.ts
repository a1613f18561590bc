import type { HistoryEvent } from '#reports/evidence/history';
import { EVENT_COLUMNS } from '#reports/store/event-columns';
import type { EvidenceReader } from '#reports/store/evidence-reader';

/** The events of one trial, exactly as they were recorded. */
export async function eventsOf(reader: EvidenceReader, trial: number): Promise<readonly HistoryEvent[]> {
  const columns = EVENT_COLUMNS.filter(({ field }) => field !== 'trial');
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const rows = await reader.rows(`SELECT ${names} FROM events WHERE trial = $1 ORDER BY seq`, [trial]);
  return rows.map(
    (row) => Object.fromEntries(columns.map(({ field }, at) => [field, row[at]])) as unknown as HistoryEvent,
  );
}

/** A number of any SQL type; null stays null. */
export function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
