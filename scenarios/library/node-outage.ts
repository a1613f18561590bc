import { z } from 'zod';
import { drawFault } from '#chaos/nemesis';
import type { FaultKind } from '#chaos/registry';
import { defineScenario } from '../scenario.ts';
import { drawCount, faultCount, modes } from './fault-count.ts';

const KIND_OF = {
  graceful: 'node.stop_graceful',
  kill: 'node.crash',
  hang: 'node.hang',
  flapping: 'node.flap',
} as const satisfies Record<string, FaultKind>;

export const nodeOutage = defineScenario({
  name: 'node-outage',
  sentence:
    'A payer’s daemon goes away with payments out: LND killed 20 to 100 ms after SendPaymentV2 leaves records IN_FLIGHT for ever (42 of 98 observed; LND #9340, #5152), and a paused LND answers NotFound and then pays (6 of 32 observed).',
  params: z.strictObject({
    modes: modes(
      ['graceful', 'kill', 'hang', 'flapping'],
      'How nodes go away; each trial begins with the next one.',
    ),
    faults: faultCount(1, 3),
  }),
  schedule(random, trialIndex, params, context) {
    const count = drawCount(random.fork('count'), params.faults);
    return Array.from({ length: count }, (_, i) => {
      const own = random.fork(`fault-${i}`);
      const mode = params.modes[(i === 0 ? trialIndex : own.uint32()) % params.modes.length]!;
      return drawFault(KIND_OF[mode], own, context, context.horizonMs);
    }).filter((fault) => fault !== null);
  },
  expects: (params) => params.modes.map((mode) => KIND_OF[mode]),
});
