import { hash as digest } from 'node:crypto';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { PayCall } from '#orchestrator/ports/node';
import type { Spoken } from './call-log.ts';
import { words } from './findings.ts';
import type { Judged } from './judged.ts';
import type { Run, Truth } from './rig.ts';

type Pay = Spoken<PayCall, NodeAnswer>;

/** Pay calls against what was really paid. */
export function judgePays({ log, truth }: Judged): readonly string[] {
  const breaches: string[] = [];
  const byHash = Map.groupBy(log.pays, ({ call }) => call.hash);
  for (const [hash, pays] of byHash) {
    const settled = truth.runs(hash).filter(({ state }) => state === 'settled');
    breaches.push(...denied(pays, settled), ...wrongMoney(pays, settled));
    for (const { answer, endedAtMs } of pays) {
      if (endedAtMs === null) breaches.push('a pay call never ended');
      if (answer?.kind === 'settled') breaches.push(...wrongProof(hash, answer, truth).map(ofPay));
    }
  }
  const reached = truth.payCalls();
  if (reached !== null && reached > log.pays.length)
    breaches.push(`${log.pays.length} pay calls reached the daemon ${reached} times`);
  return breaches;
}

const ofPay = (breach: string) => `a pay call said ${breach}`;

/** What is wrong with the word "settled". */
export function wrongProof(
  hash: string,
  answer: NodeAnswer & { readonly kind: 'settled' },
  truth: Truth,
): readonly string[] {
  const { preimage, feeMsat } = answer;
  const settled = truth.runs(hash).filter(({ state }) => state === 'settled');
  if (digest('sha256', Buffer.from(preimage, 'hex'), 'hex') !== hash)
    return ['settled without a preimage of the hash'];
  if (settled.length === 0) return ['settled, and nothing was paid'];
  const isRight = feeMsat === null || settled.some((run) => BigInt(run.feeMsat) === feeMsat);
  return isRight ? [] : [`settled with a fee of ${feeMsat} msat, it was ${settled[0]!.feeMsat}`];
}

/**
 * Every payment that settled was made by some call that did not deny it. Which call made which is not known where they
 * overlap: each gets the oldest that could have made it.
 */
function denied(pays: readonly Pay[], settled: readonly Run[]): readonly string[] {
  const may = pays.filter(({ answer }) => answer === null || !denies(answer));
  const owners = new Set<Pay>();
  return settled.flatMap(({ begunAtMs }) => {
    const owner = may.find((pay) => !owners.has(pay) && pay.startedAtMs <= begunAtMs);
    if (owner !== undefined) {
      owners.add(owner);
      return [];
    }
    const said = pays.map(({ answer }) => (answer === null ? 'nothing' : words(answer)));
    return [`a payment settled, and the pay calls that may have made it said: ${said.join('; ')}`];
  });
}

/** The answer says that nothing comes of this call. */
function denies(answer: NodeAnswer): boolean {
  switch (answer.kind) {
    case 'failed':
      return !answer.unconfirmed && !answer.mayResume;
    case 'rejected':
    case 'not_sent':
    case 'not_found':
      return true;
    default:
      return false;
  }
}

function wrongMoney(pays: readonly Pay[], settled: readonly Run[]): readonly string[] {
  return settled.flatMap(({ amountMsat, feeMsat }) => {
    const asked = pays.map(({ call }) => call);
    const breaches: string[] = [];
    if (!asked.some((call) => call.amountMsat === BigInt(amountMsat)))
      breaches.push(`${amountMsat} msat were paid, asked for were ${asked[0]!.amountMsat}`);
    if (!asked.some((call) => call.feeLimitMsat >= BigInt(feeMsat)))
      breaches.push(`a fee of ${feeMsat} msat was paid, the limit is ${asked[0]!.feeLimitMsat}`);
    return breaches;
  });
}
