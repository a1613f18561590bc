import { type HistoryEvent, type HistoryKind, historyEvent } from '#reports/evidence/history';
import { type CheckerResult, InvariantChecker } from './checker.ts';
import type { Invariant } from './invariant.ts';

type Match = Partial<HistoryEvent> & { readonly kind: HistoryKind };
type Columns = Partial<Omit<HistoryEvent, 'kind'>>;

/** Ways to break a history for a test. Each takes the n-th event (from 0) that has all the given columns. */
export function find(events: readonly HistoryEvent[], match: Match, nth = 0): number {
  const wanted = Object.entries(match);
  let seen = 0;
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!;
    if (wanted.every(([column, value]) => event[column as keyof HistoryEvent] === value) && seen++ === nth)
      return index;
  }
  throw new Error(`no event number ${nth} like ${JSON.stringify(match)}`);
}

export function changed(
  events: readonly HistoryEvent[],
  match: Match,
  columns: Columns,
  nth = 0,
): HistoryEvent[] {
  const index = find(events, match, nth);
  return events.map((event, at) => (at === index ? { ...event, ...columns } : event));
}

export function without(events: readonly HistoryEvent[], match: Match, nth = 0): HistoryEvent[] {
  const index = find(events, match, nth);
  return renumbered(events.filter((_, at) => at !== index));
}

/** Puts an event after another one, at its time; columns that are not given are empty. */
export function inserted(
  events: readonly HistoryEvent[],
  after: Match,
  kind: HistoryKind,
  columns: Columns,
  nth = 0,
): HistoryEvent[] {
  const index = find(events, after, nth);
  const event = historyEvent(kind, { atMs: events[index]!.atMs, ...columns });
  return renumbered([...events.slice(0, index + 1), event, ...events.slice(index + 1)]);
}

/** The same event once more, right after itself. */
export function doubled(
  events: readonly HistoryEvent[],
  match: Match,
  columns: Columns = {},
  nth = 0,
): HistoryEvent[] {
  const index = find(events, match, nth);
  return renumbered([
    ...events.slice(0, index + 1),
    { ...events[index]!, ...columns },
    ...events.slice(index + 1),
  ]);
}

export function cutBefore(events: readonly HistoryEvent[], match: Match, nth = 0): HistoryEvent[] {
  return events.slice(0, find(events, match, nth));
}

function renumbered(events: readonly HistoryEvent[]): HistoryEvent[] {
  return events.map((event, seq) => ({ ...event, seq }));
}

export function judge(events: readonly HistoryEvent[], invariants?: readonly Invariant[]): CheckerResult {
  const checker = new InvariantChecker(invariants);
  for (const event of events) checker.observe(event);
  return checker.finish();
}

/** What one invariant says about a history: its reasons, in order. */
export function reasons(events: readonly HistoryEvent[], invariant: Invariant): string[] {
  return judge(events, [invariant]).violations.map((violation) => violation.because);
}
