import { z } from 'zod';
import { drawFault, NEMESES } from '#chaos/nemesis';
import type { FaultKind } from '#chaos/registry';
import { defineScenario } from '../scenario.ts';
import { drawCount, faultCount } from './fault-count.ts';

/** Led in turn by one of these, so that each is met in any run of four trials. */
const LEADS = [
  'ln.payee_hold',
  'evt.delay',
  'net.response_lost',
  'net.latency',
] as const satisfies FaultKind[];

export const delayedEvents = defineScenario({
  name: 'delayed-events',
  sentence:
    'The outcome comes late or not at all: LND #7206 and Eclair #615 (a time-out is not a failure; one payment failed after 4.5 h), Lightning.Pub PR #1019 and zap-desktop #377 (callers that gave up, refunded or paid again, and then the first payment settled).',
  params: z.strictObject({ faults: faultCount(1, 4) }),
  schedule(random, trialIndex, params, context) {
    const lead = drawFault(
      LEADS[trialIndex % LEADS.length]!,
      random.fork('lead'),
      context,
      context.horizonMs,
    );
    const count = drawCount(random.fork('count'), params.faults) - 1;
    const others = NEMESES.delay.plan(random.fork('others'), context, context.horizonMs, count);
    return lead === null ? others : [lead, ...others];
  },
  expects: () => LEADS,
});
