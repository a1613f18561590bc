import { z } from 'zod';
import { NEMESES } from '#chaos/nemesis';
import { patternNamed } from '#chaos/patterns';
import { defineScenario, type Scenario } from '../scenario.ts';

/** A named combination of faults as a scenario: every trial plays it, every second one with other faults beside it. */
export function combination(name: string, sentence: string): Scenario {
  const pattern = patternNamed(name);
  return defineScenario({
    name,
    sentence,
    params: z.strictObject({
      besides: z
        .int()
        .min(0)
        .max(20)
        .default(1)
        .describe('So many faults of any kind are played beside it, in every second trial.'),
    }),
    schedule(random, trialIndex, params, context) {
      const played = pattern.plan(random.fork('pattern'), context, context.horizonMs);
      if (trialIndex % 2 === 0 || params.besides === 0) return played;
      const own = random.fork('besides');
      return [...played, ...NEMESES.mixed.plan(own, context, context.horizonMs, params.besides)];
    },
    expects: () => pattern.kinds,
  });
}
