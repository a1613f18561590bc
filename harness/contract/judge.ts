import { judgeLookups } from './judge-lookups.ts';
import { judgePays } from './judge-pays.ts';
import { judgeRefusals } from './judge-refusals.ts';
import type { Judged } from './judged.ts';

/** What every row checks beside its own promise, by what is true, once all is over. Breaches, in words. */
export const ALWAYS = [
  'No pay call is answered `failed` (without a mark), `rejected` or `not_sent` if that very call made the payment that settled.',
  'No look-up is answered `failed` (without a mark) about a payment that was under way and settles; none is answered `rejected` or `duplicate`, which only pay calls are.',
  '`settled` comes with a preimage that hashes to the payment hash, of a payment that settled, and with its real fee or none.',
  'What settles is what was asked for: the amount of the call, and at most its fee limit.',
  'A pay call reaches the daemon at most once.',
  'Pay, look-up, list and health never reject and end within their time; every other call ends within a minute.',
  'Every other call that fails throws `NodeRefused` with the names of node and call. No message holds a credential or a preimage.',
  'No list calls a payment settled that is not, or failed that settles.',
] as const;

export function judge(judged: Judged): readonly string[] {
  return [...judged.log.breaches, ...judgePays(judged), ...judgeLookups(judged), ...judgeRefusals(judged)];
}
