import { describe, expect, it } from 'vitest';
import type { TimedFault } from '#chaos/registry';
import type { Implementation } from '#topologies/network';
import { eventsOf, QUICKSTART } from '../generator/quickstart.fixture.ts';
import { runTrial } from '../generator/run-trial.ts';
import { deriveSeed, seededRandom } from './random.ts';
import type { TrialContext } from './trial-context.ts';

const DAEMONS = ['lnd', 'cln', 'eclair', 'ldk'] as const;

/** The quickstart's network with such payers; every second payee is an LDK node, which takes money twice. */
function paidThrough(payers: readonly Implementation[]): TrialContext {
  let turn = 0;
  const nodes = QUICKSTART.network.nodes.map((node, at) => ({
    ...node,
    implementation: node.payer ? payers[turn++ % payers.length]! : at % 2 === 0 ? 'plain' : ('ldk' as const),
  }));
  return { ...QUICKSTART, network: { ...QUICKSTART.network, nodes } };
}

/** Payers are killed or hang in the middle of their calls, again and again. */
function strikes(index: number): TimedFault[] {
  const random = seededRandom(`strikes ${index}`);
  return Array.from({ length: 9 }, (_, at) => {
    const when = {
      atMs: 500 + at * 2000,
      durMs: random.between(300, 3000),
      role: 'payer',
      node: at % 3,
    } as const;
    const nth = random.between(1, 2);
    const afterMs = random.between(0, 150);
    return random.chance(1, 4)
      ? { kind: 'node.hang' as const, ...when, on: { event: 'pay-sent' as const, nth, afterMs } }
      : {
          kind: 'node.crash' as const,
          ...when,
          loseUnsynced: random.chance(1, 2),
          on: { event: 'pay-accepted' as const, nth, afterMs },
        };
  });
}

describe('the orchestrator, its payers struck within their commit windows', () => {
  it.each(
    [...DAEMONS.map((daemon) => [daemon]), [...DAEMONS]].map((payers) => [payers.join(), payers] as const),
  )(
    'through %s: pays nothing twice, calls nothing failed that is paid, and raises what stays open, once',
    (_name, payers) => {
      const context = paidThrough(payers);
      let openForEver = 0;
      let raisedOpen = 0;
      for (let index = 0; index < 15; index++) {
        const seed = deriveSeed('1', 'struck', index);
        const result = runTrial(
          context,
          { scenario: 'baseline', index, ordinal: index, seed },
          { history: 'keep', schedule: strikes(index) },
        );
        expect(result.violations, `trial ${index}`).toEqual([]);
        const events = eventsOf(result);
        const raised = new Map<string, number>();
        const hashOf = new Map<number, string>();
        for (const event of events) {
          if (event.kind === 'intent-received') hashOf.set(event.intent, event.hash);
          if (event.kind !== 'exception-moved' || event.state !== 'raised') continue;
          const hash = hashOf.get(event.intent)!;
          raised.set(hash, (raised.get(hash) ?? 0) + 1);
        }
        for (const event of events) {
          if (event.kind !== 'node-truth' || event.state !== 'in_flight') continue;
          openForEver++;
          if ((raised.get(event.hash) ?? 0) > 0) raisedOpen++;
        }
      }
      expect(openForEver).toBeGreaterThan(0);
      expect(raisedOpen).toBe(openForEver);
    },
  );
});
