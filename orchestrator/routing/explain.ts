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
  const passedOver = PASSED_OVER[candidate.fate];
  if (passedOver !== undefined) return `passed over: ${passedOver}`;
  const free = `spendable ${spendableMsat} msat, of it reserved ${reservedMsat} and kept as floor ${explanation.liquidityFloorMsat}`;
  if (candidate.fate === 'too_little_liquidity') return `passed over: too little liquidity (${free})`;
  const triedBefore = tries === 0 ? 'not tried yet' : `tried before: ${tries}`;
  return candidate.fate === 'chosen'
    ? `chosen, first of the least tried (${triedBefore}; ${free})`
    : `could pay, but another comes before it (${triedBefore}; ${free})`;
}

/** Fates that need no figures. */
const PASSED_OVER: Partial<Readonly<Record<CandidateFate, string>>> = {
  fallback_not_allowed: 'the policy allows no fallback',
  no_report: 'nothing is known of it',
  stale_report: 'its report is too old',
  unreachable: 'it does not answer',
  breaker_open: 'too many bad answers in a row, it is left alone for a while',
  channels_too_small: 'its channels are too small for the parts allowed',
};
