import { expect, it } from 'vitest';
import { chooseCases, type RedTrial } from './choose-cases.ts';

function red(ordinal: number, ...invariants: string[]): RedTrial {
  return {
    spec: { scenario: 'mixed', index: ordinal, ordinal, seed: '1' },
    historyHash: '',
    violations: invariants.map((invariant) => ({ invariant, atSeq: 0, atMs: 0, intents: [], because: '' })),
  };
}

it('keeps a case of every invariant before it keeps a second of one', () => {
  const trials = [red(0, 'S01'), red(1, 'S01'), red(2, 'S01'), red(3, 'S04', 'S01'), red(4, 'L01')];
  const ordinals = (atMost: number) => chooseCases(trials, atMost).map(({ spec }) => spec.ordinal);
  expect(ordinals(3)).toEqual([0, 3, 4]);
  expect(ordinals(4)).toEqual([0, 1, 3, 4]);
  expect(ordinals(20)).toEqual([0, 1, 2, 3, 4]);
});
