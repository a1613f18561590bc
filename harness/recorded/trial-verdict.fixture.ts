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
