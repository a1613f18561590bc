import { z } from 'zod';
import { NEMESES } from '#chaos/nemesis';
import { defineScenario } from '../scenario.ts';
import { drawCount, faultCount } from './fault-count.ts';

export const swarmParams = z.strictObject({
  intents: z
    .strictObject({
      min: z.int().min(1).max(1_000).default(5).describe('Fewest payment intents in a trial.'),
      max: z.int().min(1).max(1_000).default(60).describe('Most payment intents in a trial.'),
    })
    .refine((range) => range.min <= range.max, { path: ['min'], error: 'must not be more than max' })
    .prefault({})
    .describe('How many payments a trial has.'),
  faults: faultCount(1, 10),
  deadNodePct: z
    .int()
    .min(0)
    .max(100)
    .default(15)
    .describe('Share of trials in which one node dies and never comes back.'),
});
export type SwarmParams = z.infer<typeof swarmParams>;

export const swarm = defineScenario({
  name: 'swarm',
  generated: true,
  sentence:
    'Nobody thought of this day: network, balances, daemons, policy, payments and faults are all drawn from the seed of the trial, not taken from the pilot; each seed switches some kinds of fault off and weighs the others wildly. A fixed mix never meets the pair that breaks you (Groce et al., Swarm Testing, ISSTA 2012: 42 % more distinct crashes).',
  params: swarmParams,
  // On a network that is given, this is what is left of the swarm: its mix of kinds.
  schedule: (random, _trialIndex, params, context) =>
    NEMESES.mixed.plan(
      random.fork('faults'),
      context,
      context.horizonMs,
      drawCount(random.fork('count'), params.faults),
    ),
  expects: () => [],
});
