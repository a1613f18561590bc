import { expect, it } from 'vitest';
import { lanesOf } from './timeline-lanes.ts';

const fault = (kind: string, fromMs: number, effects: number) => ({
  kind,
  fromMs,
  toMs: fromMs + 1_500,
  effects,
});

it('gives each fault its lane, and says in words what it did', () => {
  expect(lanesOf([fault('node.crash', 500, 1), fault('evt.drop', 2_000, 0)]).map(({ text }) => text)).toEqual(
    ['node.crash, 500 ms to 2 s, 1 effect', 'evt.drop, 2 s to 3.5 s, without effect'],
  );
});

it('puts many faults on one lane a kind, so that the plot keeps its room', () => {
  const many = Array.from({ length: 12 }, (_, at) =>
    fault(at % 4 === 0 ? 'node.flap' : 'evt.drop', at * 1_000, 1),
  );
  const lanes = lanesOf(many);
  expect(lanes.map(({ faults, text }) => [faults.length, text])).toEqual([
    [3, '3 × node.flap, 0 ms to 9.5 s, 3 effects'],
    [9, '9 × evt.drop, 1 s to 12.5 s, 9 effects'],
  ]);
});
