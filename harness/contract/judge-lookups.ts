import { wrongProof } from './judge-pays.ts';
import type { Judged } from './judged.ts';

/** Look-ups and lists against what was really paid. */
export function judgeLookups({ log, truth }: Judged): readonly string[] {
  const breaches: string[] = [];
  for (const { call, answer, endedAtMs } of log.lookups) {
    if (answer === null || endedAtMs === null) {
      breaches.push('a look-up never ended');
      continue;
    }
    if (answer.kind === 'rejected' || answer.kind === 'duplicate')
      breaches.push(`a look-up said ${answer.kind}, which only pay calls do`);
    if (answer.kind === 'settled')
      breaches.push(...wrongProof(call.hash, answer, truth).map((breach) => `a look-up said ${breach}`));
    const isFinal = answer.kind === 'failed' && !answer.unconfirmed && !answer.mayResume;
    if (isFinal && settles(truth.runs(call.hash), endedAtMs))
      breaches.push('a look-up said failed, without a mark, of a payment that settles');
  }
  for (const { listing, atMs } of log.listings) {
    if (listing.kind !== 'listed') continue;
    for (const { hash, state } of listing.entries) {
      const runs = truth.runs(hash);
      if (state === 'settled' && !runs.some((run) => run.state === 'settled'))
        breaches.push('a list said settled, and nothing was paid');
      if (state === 'failed' && settles(runs, atMs))
        breaches.push('a list said failed of a payment that settles');
    }
  }
  return breaches;
}

/** A payment that had begun by then has settled, or did so later. */
function settles(runs: ReturnType<Judged['truth']['runs']>, atMs: number): boolean {
  return runs.some(({ state, begunAtMs }) => state === 'settled' && begunAtMs <= atMs);
}
