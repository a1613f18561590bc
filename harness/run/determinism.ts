import { decodeHistory } from '#reports/evidence/encoded-history';
import type { HistoryEvent } from '#reports/evidence/history';
import type { TrialResult } from '#reports/evidence/trial';
import { counted } from '#reports/gate/quantity';
import { outcomeDifferences } from '../emulated/outcomes.ts';
import type { Environment } from './environment.ts';

export type Compared = 'history' | 'outcomes';

/** A trial that ran twice from one spec and did not give the same bytes: a defect of the harness. */
export interface Divergence {
  readonly ordinal: number;
  readonly scenario: string;
  readonly seed: string;
  /** For people: the first event that differs, as both runs have it. */
  readonly difference: string;
}

/**
 * What must be the same when a trial is played again: every byte of its history, or, where sockets take part and answers of
 * one moment may change places, what became of each intent.
 */
export const COMPARED = {
  sim: 'history',
  emulated: 'outcomes',
} as const satisfies Record<Environment, Compared>;

/** null: the same. A trial that crashed both times for the same reason is the same, too. */
export function divergence(first: TrialResult, second: TrialResult, compared: Compared): Divergence | null {
  if (first.historyHash === second.historyHash && first.status === second.status) return null;
  const { ordinal, scenario, seed } = first.spec;
  if (compared === 'history' || first.status !== second.status)
    return { ordinal, scenario, seed, difference: difference(first, second) };
  const [differing, ...more] = outcomeDifferences(first.history, second.history);
  if (differing === undefined) return null;
  const { intent, one, other } = differing;
  const others = more.length === 0 ? '' : `, and ${counted(more.length, 'other intent')}`;
  return {
    ordinal,
    scenario,
    seed,
    difference: `intent ${intent} ended ${one ?? 'nowhere'}, then ${other ?? 'nowhere'}${others}`,
  };
}

function difference(first: TrialResult, second: TrialResult): string {
  if (first.status !== second.status)
    return `one run ${first.status}, the other ${second.status}: ${first.crash ?? second.crash}`;
  const [one, other] = [decodeHistory(first.history), decodeHistory(second.history)];
  for (let position = 0; ; position++) {
    const [a, b] = [one.next(), other.next()];
    if (a.done && b.done) return 'the events are equal; only their encoding differs';
    if (a.done || b.done)
      return `event ${position} is in the ${a.done ? 'second' : 'first'} run only: ${brief((a.value ?? b.value)!)}`;
    const columns = differingColumns(a.value, b.value);
    if (columns.length > 0)
      return `event ${position} differs in ${columns.join(', ')}: first ${brief(a.value)}, then ${brief(b.value)}`;
  }
}

function differingColumns(one: HistoryEvent, other: HistoryEvent): string[] {
  return (Object.keys(one) as (keyof HistoryEvent)[]).filter((column) => one[column] !== other[column]);
}

function brief({ kind, atMs, ...rest }: HistoryEvent): string {
  const said = Object.entries(rest).filter(
    ([column, value]) => column !== 'seq' && value !== '' && value !== -1 && value !== 0,
  );
  return `${kind} at ${atMs} ms ${JSON.stringify(Object.fromEntries(said))}`;
}
