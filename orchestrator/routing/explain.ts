import type { Candidate, CandidateFate, RouteExplanation } from './choose.ts';

/** Why this node, or why none, in words: one line for the question and one for each candidate. */
export function explainChoice(explanation: RouteExplanation): string {
  const { corridor, amountMsat, feeCapMsat, candidates } = explanation;
  const asked = `corridor ${corridor}: ${amountMsat} msat and at most ${feeCapMsat} msat of fees`;
  const chosen = candidates.find((candidate) => candidate.fate === 'chosen');
  const answer = chosen ? `paid through ${chosen.node}` : 'no node can pay now';
  return [`${asked}: ${answer}`, ...candidates.map((c) => `- ${c.node}: ${inWords(c, explanation)}`)].join(
    '\n',
  );
}

function inWords(candidate: Readonly<Candidate>, explanation: RouteExplanation): string {
  const { spendableMsat, reservedMsat, tries } = candidate;
  const free = `spendable ${spendableMsat} msat, of it reserved ${reservedMsat} and kept as floor ${explanation.liquidityFloorMsat}`;
  const triedBefore = tries === 0 ? 'not tried yet' : `tried before: ${tries}`;
  const words: Readonly<Record<CandidateFate, string>> = {
    chosen: `chosen, first of the least tried (${triedBefore}; ${free})`,
    usable: `could pay, but another comes before it (${triedBefore}; ${free})`,
    fallback_not_allowed: 'passed over: the policy allows no fallback',
    no_report: 'passed over: nothing is known of it',
    stale_report: 'passed over: its report is too old',
    unreachable: 'passed over: it does not answer',
    breaker_open: 'passed over: too many bad answers in a row, it is left alone for a while',
    too_little_liquidity: `passed over: too little liquidity (${free})`,
    channels_too_small: 'passed over: its channels are too small for the parts allowed',
  };
  return words[candidate.fate];
}
