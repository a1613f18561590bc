import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import { answerInWords } from './conclusion.ts';
import type { Trial } from './item.ts';

/** What the adapter concluded in a trial: from the pay call, if one is known, then from each look-up. */
export interface Concluded {
  readonly call: NodeAnswer | null;
  readonly lookups: readonly NodeAnswer[];
}

/** A "failed" that nobody has to confirm, or a call that says that it sent nothing. */
function isEnd(answer: NodeAnswer): boolean {
  return answer.kind === 'failed' && !answer.unconfirmed && !answer.mayResume;
}

/**
 * Where the conclusions contradict what really happened: money that moved after a definitive "failed", a settlement of what
 * was never paid, a failure that turns. `not_sent` and `rejected` are read the same way: of the first call of a trial they
 * say that nothing will ever be paid.
 */
export function contradictions({ id, paid }: Trial, { call, lookups }: Concluded): readonly string[] {
  const all = [...(call === null ? [] : [call]), ...lookups];
  const tells = (what: string): string => `${id}: ${what}: ${all.map(answerInWords).join(' · ')}`;
  const found: string[] = [];
  const nothingSent = call !== null && (call.kind === 'not_sent' || call.kind === 'rejected');
  if (paid && (nothingSent || all.some(isEnd))) found.push(tells('an end, and the payee has the money'));
  if (!paid && all.some(({ kind }) => kind === 'settled')) found.push(tells('settled, and nobody was paid'));
  const end = all.findIndex(isEnd);
  if (end >= 0 && all.slice(end).some((answer) => answer.kind !== 'unknown' && !isEnd(answer)))
    found.push(tells('a failure that turns'));
  const settled = all.findIndex(({ kind }) => kind === 'settled');
  if (settled >= 0 && all.slice(settled).some(({ kind }) => kind === 'failed' || kind === 'not_found'))
    found.push(tells('a settlement that turns'));
  return found;
}

/** A server in front of which the adapter hears the words of a summary. */
export interface TrialReplay {
  call(trial: Pick<Trial, 'told' | 'caller'>): Promise<NodeAnswer>;
  lookup(word: string, restarted: boolean): Promise<NodeAnswer>;
}

/** What the adapter concludes in each trial. The same words get the same conclusion: a few dozen of them make all trials. */
export async function concludeTrials(
  trials: readonly Trial[],
  replay: TrialReplay,
): Promise<ReadonlyMap<string, Concluded>> {
  const known = new Map<string, NodeAnswer>();
  const once = async (key: string, drive: () => Promise<NodeAnswer>): Promise<NodeAnswer> => {
    const answer = known.get(key) ?? (await drive());
    known.set(key, answer);
    return answer;
  };
  const concluded = new Map<string, Concluded>();
  for (const trial of trials) {
    const { id, told, caller, restarted } = trial;
    const call = caller === '' ? null : await once(`${told} ${caller}`, () => replay.call(trial));
    const lookups: NodeAnswer[] = [];
    for (const word of trial.lookups)
      lookups.push(await once(`${word} ${restarted}`, () => replay.lookup(word, restarted)));
    concluded.set(id, { call, lookups });
  }
  return concluded;
}

/** How many trials ended how, for the adapter and for the payee: `in flight, unpaid`. */
export function endsOf(
  trials: readonly Trial[],
  concluded: ReadonlyMap<string, Concluded>,
): Readonly<Record<string, number>> {
  const ends = Map.groupBy(trials, ({ id, paid }) => {
    const last = concluded.get(id)?.lookups.at(-1);
    return `${last === undefined ? 'nothing read' : answerInWords(last)}, ${paid ? 'paid' : 'unpaid'}`;
  });
  return Object.fromEntries([...ends].map(([end, all]) => [end, all.length]));
}
