import { z } from 'zod';
import { drawFault, EVERYDAY_KINDS } from '#chaos/nemesis';
import { FAULT_KINDS, type FaultKind } from '#chaos/registry';
import { defineScenario } from '../scenario.ts';
import { drawCount, faultCount } from './fault-count.ts';

/** Kinds that no day draws by itself, and that harm nobody who watches for them alone. */
const SPECIAL: readonly FaultKind[] = ['ln.mpp_partial', 'ln.stale_graph'];

/**
 * What a kind needs beside it to have an effect at all: gossip to hold back, a restart that reads the journal, and more of
 * its own where few payments are of the sort that it strikes.
 */
const COMPANY: Partial<Record<FaultKind, FaultKind>> = {
  'ln.mpp_partial': 'ln.mpp_partial',
  'ln.stale_graph': 'ln.fee_or_cltv_bump',
  'store.stale_read': 'orch.crash_at',
};

export const rollCall = defineScenario({
  name: 'roll-call',
  sentence:
    'One kind of trouble at a time, every kind in turn: what is always one fault of many is never known by its own effect, and what is drawn by chance may never come (the Sometimes-assertions of FoundationDB and Antithesis: a run counts only for what it met).',
  params: z.strictObject({
    kinds: z
      .array(z.enum(FAULT_KINDS as [FaultKind, ...FaultKind[]]))
      .min(1)
      .default([...EVERYDAY_KINDS, ...SPECIAL])
      .describe('Kinds of fault, in the order of the trials.'),
    faults: faultCount(2, 4),
  }),
  schedule(random, trialIndex, params, context) {
    const kind = params.kinds[trialIndex % params.kinds.length]!;
    const count = drawCount(random.fork('count'), params.faults);
    const company = COMPANY[kind];
    const kinds = Array.from({ length: count }, () =>
      company === undefined ? [kind] : [kind, company],
    ).flat();
    return kinds
      .map((each, index) => drawFault(each, random.fork(`fault-${index}`), context, context.horizonMs))
      .filter((fault) => fault !== null);
  },
  // A run may have fewer trials of it than there are kinds: what came of each is counted by C14.
  expects: () => [],
});
