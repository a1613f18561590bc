import { z } from 'zod';
import { NEMESES, type NemesisName } from '#chaos/nemesis';
import { PATTERNS } from '#chaos/patterns';
import { defineScenario } from '../scenario.ts';
import { drawCount, faultCount } from './fault-count.ts';

export const mixed = defineScenario({
  name: 'mixed',
  sentence:
    'A bad day has more than one cause. The parts are real: a caller’s deadline passes and the invoice is settled later (LND #7206), listpays says failed and later complete (CLN #4482), a first payment that failed settles after the second (eclair-mobile #108); that they meet on one day is our assumption.',
  params: z.strictObject({
    nemesis: z
      .enum(Object.keys(NEMESES) as [NemesisName, ...NemesisName[]])
      .default('mixed')
      .describe('From which kinds of fault to draw.'),
    faults: faultCount(3, 8),
    patternPct: z
      .int()
      .min(0)
      .max(100)
      .default(50)
      .describe('Share of trials that also play one of the named combinations.'),
  }),
  schedule(random, trialIndex, params, context) {
    const count = drawCount(random.fork('count'), params.faults);
    const drawn = NEMESES[params.nemesis].plan(random.fork('faults'), context, context.horizonMs, count);
    const own = random.fork('pattern');
    if (!own.chance(params.patternPct, 100)) return drawn;
    const pattern = PATTERNS[trialIndex % PATTERNS.length]!;
    return [...drawn, ...pattern.plan(own, context, context.horizonMs)];
  },
  // Swarming switches kinds off at will; these also come with the named combinations, each in its turn.
  expects: (params) =>
    params.nemesis === 'mixed' ? ['node.hang', 'net.response_lost', 'orch.crash_at'] : [],
});
