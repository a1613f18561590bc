import { describe, expect, it } from 'vitest';
import type { TimedFault } from '#chaos/registry';
import { eventsOf, QUICKSTART } from '../generator/quickstart.fixture.ts';
import { runTrial } from '../generator/run-trial.ts';
import { deriveSeed } from '../sim/random.ts';
import type { TrialContext } from '../sim/trial-context.ts';

const PUBKEY = /\b0[23][0-9a-f]{64}\b/g;

/**
 * S34 asks what would have happened without the fault, so it is judged by comparison: the same trial with and without
 * one payer cut off. Each corridor has one payer of its own here and windows are wide, so that
 * nothing but a mistake of the orchestrator (a shared breaker, a queue that blocks) can carry the fault over: a fallback
 * would move money, and so liquidity, from one payer to another, rightly.
 */
function oneCorridorOnePayer(): TrialContext {
  const { pilot, policyText } = QUICKSTART;
  const wide = policyText
    .replace(/maxSat: \d+/g, 'maxSat: 100000000')
    .replace(/maxCount: \d+/g, 'maxCount: 9999');
  let line = 0;
  const lines = wide.split('\n').filter((text) => {
    if (!PUBKEY.test(text)) {
      line = 0;
      return true;
    }
    PUBKEY.lastIndex = 0;
    return line++ === 0;
  });
  const scenarios = pilot.scenarios.filter(({ name }) => name === 'baseline');
  return { ...QUICKSTART, policyText: lines.join('\n'), pilot: { ...pilot, scenarios } };
}

const context = oneCorridorOnePayer();
const payers = context.network.nodes.filter(({ payer }) => payer).map(({ name }) => name);
/** Corridor → ordinal of its payer. */
const payerOf = new Map(
  [...context.policyText.matchAll(/- id: (\S+)\n {4}nodes:\n {6}- (\S+)/g)].map(([, corridor, name]) => [
    corridor!,
    payers.indexOf(name!),
  ]),
);

/** Nothing reaches the payer for nearly all of the storm; it forwards for others as before. */
const cutOff = (node: number): TimedFault[] => [{ kind: 'net.blackhole', atMs: 1_000, durMs: 18_000, node }];

/** Of every intent: its corridor, its tenant and key, and how it ended. */
function outcomes(index: number, schedule: readonly TimedFault[]): Map<string, string> {
  const spec = { scenario: 'baseline', index, ordinal: index, seed: deriveSeed('34', 'baseline', index) };
  const ends = new Map<string, string>();
  const names: string[] = [];
  for (const event of eventsOf(runTrial(context, spec, { history: 'keep', schedule })))
    if (event.kind === 'intent-received')
      names[event.intent] = `${event.corridor} ${event.actor} ${event.cause}`;
    else if (event.kind === 'intent-moved') ends.set(names[event.intent]!, event.state);
  return ends;
}

describe('S34: isolation', () => {
  it('has a payer of its own for every corridor', () => {
    expect([...payerOf.values()].toSorted()).toEqual([0, 1, 2]);
  });

  it.each([0, 1, 2])('payer %i cut off: no outcome changes but of what it should have paid', (node) => {
    const changed: string[] = [];
    for (let index = 0; index < 6; index++) {
      const struck = outcomes(index, cutOff(node));
      for (const [intent, end] of outcomes(index, []))
        if (struck.get(intent) !== end) changed.push(intent.split(' ')[0]!);
    }
    const own = changed.filter((corridor) => payerOf.get(corridor) === node);
    // The comparison is not blind: the payer's own payments did suffer.
    expect(own.length).toBeGreaterThan(0);
    expect(changed.filter((corridor) => payerOf.get(corridor) !== node)).toEqual([]);
  });
});
