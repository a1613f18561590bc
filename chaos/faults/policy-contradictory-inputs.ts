import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

/** What is wrong with a liquidity report. */
export const REPORT_DEFECTS = ['overstated', 'understated', 'contradictory', 'stale'] as const;

export const policyContradictoryInputs = defineFault({
  kind: 'policy.contradictory_inputs',
  title: 'inputs that contradict each other',
  meaning:
    "What is reported of a payer's liquidity is wrong: ten times too much, a tenth, one channel larger than all together, or old. Limits on what is decided on it must hold all the same.",
  source: 'properties-and-faults.md F62',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('policy.contradictory_inputs'),
    ...payerAim,
    defect: z.enum(REPORT_DEFECTS),
  }),
  heals: 'Reports are true again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    if (aim === null) return null;
    return {
      kind: 'policy.contradictory_inputs' as const,
      ...drawWindow(random, horizonMs, 15, 60),
      ...aim,
      defect: pick(random, REPORT_DEFECTS),
    };
  },
});
