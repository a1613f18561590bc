import { upperBound } from '../statistics/clopper-pearson.ts';
import { counted, formatQuantity, grouped } from './quantity.ts';
import type { Verdict } from './verdict-schema.ts';

const CONFIDENCES = [0.9, 0.95, 0.99, 0.999] as const;

/** What this many trials say about the rate of trials with any violation, at rising confidence. Empty without trials. */
export function claimLadder(trials: number, violatingTrials: number): Verdict['claimLadder'] {
  if (trials === 0) return [];
  return CONFIDENCES.map((confidence) => {
    const maxRate = upperBound({ hits: violatingTrials, total: trials }, 1 - confidence);
    return {
      confidence,
      maxRate,
      trials,
      text: `${counted(violatingTrials, 'violating trial')} in ${grouped(trials)}: at most ${formatQuantity(maxRate, 'ratio')} per trial at ${formatQuantity(confidence, 'ratio')} confidence`,
    };
  });
}
