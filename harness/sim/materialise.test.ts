import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUICKSTART } from '../generator/quickstart.fixture.ts';
import { materialise } from './materialise.ts';
import { operationsOf } from './planned-operations.ts';
import { deriveSeed } from './random.ts';
import { runPlan, runTrial } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';

const specOf = (scenario: string, index: number) => ({
  scenario,
  index,
  ordinal: index,
  seed: deriveSeed('1', scenario, index),
});

describe('a trial that is written down', () => {
  it.each(['baseline', 'mixed', 'partial-commit', 'liquidity-drain'])(
    'gives the bytes of the trial that it was: %s',
    (scenario) => {
      for (const index of [0, 1, 2]) {
        const spec = specOf(scenario, index);
        const plan = JSON.parse(JSON.stringify(materialise(QUICKSTART, spec))) as TrialPlan;
        const { historyHash, faults } = runTrial(QUICKSTART, spec, { history: 'hash' });
        expect(runPlan(plan, spec, { history: 'hash' })).toMatchObject({ historyHash, faults });
      }
    },
  );

  it('stays a trial whatever is taken away', { timeout: 60_000 }, () => {
    const spec = specOf('mixed', 4);
    const full = materialise(QUICKSTART, spec);
    const some = <T>(items: readonly T[]) => fc.subarray([...items]);
    fc.assert(
      fc.property(
        some(full.schedule),
        some(full.operations),
        some(full.network.nodes.map((_, ordinal) => ordinal)),
        (schedule, operations, kept) => {
          const moved = new Map(kept.map((ordinal, at) => [ordinal, at]));
          const channels = full.network.channels.flatMap((channel) => {
            const [a, b] = [moved.get(channel.a), moved.get(channel.b)];
            return a === undefined || b === undefined ? [] : [{ ...channel, a, b }];
          });
          const nodes = kept.map((ordinal) => full.network.nodes[ordinal]!);
          const plan = { ...full, schedule, operations, network: { ...full.network, nodes, channels } };
          expect(runPlan(plan, spec, { history: 'none' }).status).toBe('completed');
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('leaves follow-ups out that lost their first, and keeps what an altered request changes', () => {
    const plan = materialise(QUICKSTART, specOf('mixed', 1));
    const all = operationsOf(plan).operations;
    expect(all).toHaveLength(plan.operations.length);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['first', 'retry', 'altered']));
    const followUps = plan.operations.filter(({ kind }) => kind !== 'first');
    expect(operationsOf({ ...plan, operations: followUps }).operations).toEqual([]);
    for (const { kind, alters, firstOrder, hash } of all) {
      if (kind === 'first') continue;
      expect(hash === all[firstOrder]!.hash).toBe(alters !== 'invoice');
    }
  });
});
