import { createHash } from 'node:crypto';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';

/** One answer that an adapter gave. Times in ms of the network's clock. */
export interface Heard {
  readonly hash: string;
  readonly via: 'pay' | 'lookup';
  readonly askedAtMs: number;
  readonly answer: NodeAnswer;
  /** Pay calls of this hash that had been made when it was asked, itself included. */
  readonly sends: number;
}

/** The decider took the payment for ended, from the answers alone. */
export interface Concluded {
  readonly hash: string;
  readonly outcome: 'settled' | 'failed';
}

/** A payment that the world settled, or has not ended. */
export interface Paid {
  readonly hash: string;
  readonly begunAtMs: number;
}

export interface Lie {
  readonly hash: string;
  readonly why: string;
}

/**
 * What was said and is not so, by the truth of the world.
 *
 * - `settled` with a preimage that does not hash to the payment hash, or of what was never paid.
 * - Payments of a hash that nobody owns: each needs a pay call of its own that was made before it began
 *   and of which we were not told that it failed. Told so is a call by its own answer (`failed` without reserve, `rejected`,
 *   `not_sent`), by a look-up that says `failed` without reserve when it was the only call, or by the decider, which has
 *   its own rules for a failure with reserve.
 */
export function liesIn(
  heard: readonly Heard[],
  concluded: readonly Concluded[],
  paid: readonly Paid[],
): readonly Lie[] {
  const lies: Lie[] = [];
  const byHash = Map.groupBy(paid, ({ hash }) => hash);
  for (const { hash, via, answer } of heard) {
    if (answer.kind !== 'settled') continue;
    if (!proves(answer.preimage, hash)) lies.push({ hash, why: `${via}: settled without its preimage` });
    else if (!byHash.has(hash)) lies.push({ hash, why: `${via}: settled, and nothing was paid` });
  }
  for (const { hash, outcome } of concluded)
    if (outcome === 'settled' && !byHash.has(hash))
      lies.push({ hash, why: 'decided settled, and nothing was paid' });
  const heardOf = Map.groupBy(heard, ({ hash }) => hash);
  const givenUp = new Set(concluded.filter(({ outcome }) => outcome === 'failed').map(({ hash }) => hash));
  for (const [hash, payments] of byHash) {
    const owners = ownersOf(heardOf.get(hash) ?? [], givenUp.has(hash));
    for (const { begunAtMs } of payments.toSorted((one, other) => one.begunAtMs - other.begunAtMs)) {
      const owner = owners.findIndex((askedAtMs) => askedAtMs <= begunAtMs);
      if (owner < 0) lies.push({ hash, why: whyOf(heardOf.get(hash) ?? [], givenUp.has(hash)) });
      else owners.splice(owner, 1);
    }
  }
  return lies;
}

/** When the calls were made that may have paid, as far as we were told. */
function ownersOf(heard: readonly Heard[], isGivenUp: boolean): number[] {
  if (isGivenUp) return [];
  const isFirstDenied = heard.some(
    ({ via, sends, answer }) => via === 'lookup' && sends === 1 && isFailure(answer),
  );
  return heard
    .filter(({ via }) => via === 'pay')
    .toSorted((one, other) => one.askedAtMs - other.askedAtMs)
    .filter(({ answer }, at) => !deniesItself(answer) && !(at === 0 && isFirstDenied))
    .map(({ askedAtMs }) => askedAtMs);
}

function deniesItself(answer: NodeAnswer): boolean {
  return answer.kind === 'rejected' || answer.kind === 'not_sent' || isFailure(answer);
}

function isFailure(answer: NodeAnswer): boolean {
  return answer.kind === 'failed' && answer.unconfirmed !== true && answer.mayResume !== true;
}

function whyOf(heard: readonly Heard[], isGivenUp: boolean): string {
  const said = heard.map(({ via, answer }) => `${via} ${answer.kind}`).join(', ');
  return `paid, after ${said}${isGivenUp ? ', decided failed' : ''}`;
}

function proves(preimage: string, hash: string): boolean {
  return createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') === hash;
}
