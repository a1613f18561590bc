import { z } from 'zod';
import { pick } from '#chaos/draw';
import { drawFault } from '#chaos/nemesis';
import type { FaultOf } from '#chaos/registry';
import { defineScenario, type ScenarioContext } from '../scenario.ts';
import { drawCount, faultCount } from './fault-count.ts';

export const liquidityDrain = defineScenario({
  name: 'liquidity-drain',
  sentence:
    'Channels run dry under load while gossip still shows them: parts of a payment fail, others stay out (an LND payment of 9.99M sat still held 7 parts 28 s after NO_ROUTE; CLN #8046: xpay ended with HTLCs pending), and the fallback must wait.',
  params: z.strictObject({
    faults: faultCount(1, 3),
    amountPct: z
      .int()
      .min(1)
      .max(100)
      .default(100)
      .describe('Share of what a payer can send that leaves in the first drain of each trial.'),
    payers: z
      .enum(['one', 'all'])
      .default('one')
      .describe('Whether the first drain hits one payer or all of them.'),
  }),
  schedule(random, trialIndex, params, context) {
    const own = random.fork('drain');
    const first = drainOf(trialIndex, own.between(0, Math.floor(context.horizonMs / 3)), params, context);
    const others = Array.from({ length: drawCount(random.fork('count'), params.faults) - 1 }, (_, i) => {
      const fork = random.fork(`fault-${i}`);
      const kind = pick(fork, ['ln.liquidity_drain', 'ln.channel_disabled', 'ln.fee_or_cltv_bump'] as const);
      return drawFault(kind, fork, context, context.horizonMs);
    });
    return [...first, ...others].filter((fault) => fault !== null);
  },
  expects: () => ['ln.liquidity_drain'],
});

/** Every channel of a payer (or of all payers) loses `amountPct` of what it can send, for half the storm. */
function drainOf(
  trialIndex: number,
  atMs: number,
  params: { amountPct: number; payers: 'one' | 'all' },
  context: ScenarioContext,
): readonly FaultOf<'ln.liquidity_drain'>[] {
  if (context.payerCount === 0) return [];
  const nodes =
    params.payers === 'one'
      ? [trialIndex % context.payerCount]
      : Array.from({ length: context.payerCount }, (_, i) => i);
  return nodes.map((node) => ({
    kind: 'ln.liquidity_drain',
    atMs,
    durMs: Math.floor(context.horizonMs / 2),
    of: 'payer',
    node,
    channel: 0,
    channels: 10_000,
    side: 'outbound',
    amountPct: params.amountPct,
  }));
}
