import type { TrialResult } from '#reports/evidence/trial';

/** More case files than this tell nothing new; the database names every red trial. */
export const CASES_MAX = 20;

export type RedTrial = Pick<TrialResult, 'spec' | 'violations' | 'historyHash'>;

/** First one trial for every invariant that was violated, then others in plan order, up to `CASES_MAX`; in plan order. */
export function chooseCases(red: readonly RedTrial[], atMost = CASES_MAX): readonly RedTrial[] {
  const shown = new Set<string>();
  const firsts = red.filter((trial) => {
    const fresh = trial.violations.filter(({ invariant }) => !shown.has(invariant));
    for (const { invariant } of fresh) shown.add(invariant);
    return fresh.length > 0;
  });
  const rest = red.filter((trial) => !firsts.includes(trial));
  return [...firsts, ...rest]
    .slice(0, atMost)
    .toSorted((one, other) => one.spec.ordinal - other.spec.ordinal);
}
