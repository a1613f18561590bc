import { z } from 'zod';
import type { TrialResult } from '#reports/evidence/trial';
import { PAIRS, pairName } from './pairs.ts';
import { FOLDED_ITEMS } from './registry.ts';

const whole = z.int().min(0);

/** Coverage of a run by scenario: only what came about. Adds up over trials, shards and workers, in any order. */
export const coverageTallySchema = z.array(
  z.strictObject({
    scenario: z.string(),
    /** Item id (`C01`) or pair (`in_flight × net`) → in how many trials it came about, and how often in all. */
    seen: z.record(z.string(), z.strictObject({ trials: whole, times: whole })),
  }),
);
export type CoverageTally = z.infer<typeof coverageTallySchema>;

/** What each number of a trial's record counts. */
const NAMES: readonly string[] = [...FOLDED_ITEMS.map(({ id }) => id), ...PAIRS.map(pairName)];

/** Adds up the records of trials as they come; scenarios in the order of their first trial. */
export class CoverageSum {
  private readonly byScenario = new Map<string, { trials: number; times: number }[]>();

  add({ spec, coverage }: Pick<TrialResult, 'spec' | 'coverage'>): void {
    let sums = this.byScenario.get(spec.scenario);
    if (sums === undefined) {
      sums = NAMES.map(() => ({ trials: 0, times: 0 }));
      this.byScenario.set(spec.scenario, sums);
    }
    for (let index = 0; index < coverage.length; index++) {
      if (coverage[index] === 0) continue;
      sums[index].trials++;
      sums[index].times += coverage[index];
    }
  }

  tally(): CoverageTally {
    return [...this.byScenario].map(([scenario, sums]) => ({
      scenario,
      seen: Object.fromEntries(
        sums.flatMap(({ trials, times }, index) => (trials === 0 ? [] : [[NAMES[index], { trials, times }]])),
      ),
    }));
  }
}
