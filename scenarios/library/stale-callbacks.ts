import { z } from 'zod';
import { drawFault, NEMESES } from '#chaos/nemesis';
import type { FaultKind } from '#chaos/registry';
import { defineScenario } from '../scenario.ts';
import { drawCount, faultCount, modes } from './fault-count.ts';

const KIND_OF = {
  stale: 'evt.stale_replay',
  duplicate: 'evt.duplicate',
  reordered: 'evt.reorder',
  forged: 'evt.forged',
} as const satisfies Record<string, FaultKind>;

export const staleCallbacks = defineScenario({
  name: 'stale-callbacks',
  sentence:
    'Callbacks that lie about the present: LND #9542 (FAILED twice with different reasons), ldk-node PR #1065 (PaymentFailed after PaymentSent), CLN #7561 (a failure event whose status is pending), and anybody who can reach the callback address.',
  params: z.strictObject({
    modes: modes(
      ['stale', 'duplicate', 'reordered', 'forged'],
      'How callbacks lie; each trial begins with the next one.',
    ),
    faults: faultCount(1, 4),
  }),
  schedule(random, trialIndex, params, context) {
    const mode = params.modes[trialIndex % params.modes.length]!;
    const lead = drawFault(KIND_OF[mode], random.fork('lead'), context, context.horizonMs);
    const count = drawCount(random.fork('count'), params.faults) - 1;
    const others = NEMESES.callbacks
      .plan(random.fork('others'), context, context.horizonMs, count)
      .filter((fault) => !isOtherMode(fault.kind, params.modes));
    return lead === null ? others : [lead, ...others];
  },
  expects: (params) => params.modes.map((mode) => KIND_OF[mode]),
});

/** Whether this kind belongs to a mode that the pilot left out. */
function isOtherMode(kind: FaultKind, wanted: readonly (keyof typeof KIND_OF)[]): boolean {
  const owner = Object.entries(KIND_OF).find(([, ofMode]) => ofMode === kind);
  return owner !== undefined && !(wanted as readonly string[]).includes(owner[0]);
}
