import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { HistoryEncoder } from '#reports/evidence/encoded-history';
import { historyEvent } from '#reports/evidence/history';
import type { TrialResult } from '#reports/evidence/trial';
import { crashedResult } from './crashed-result.ts';
import { SILENT } from './progress.ts';
import { runTrials } from './run-trials.ts';
import type { TrialTask } from './worker-protocol.ts';

const trials = Array.from({ length: 40 }, (_, ordinal) => ({
  scenario: 'baseline',
  index: ordinal,
  ordinal,
  seed: String(ordinal),
}));

function result({ spec }: TrialTask, amountMsat = 1): TrialResult {
  const encoder = new HistoryEncoder();
  encoder.append(historyEvent('phase-began', { seq: 0, state: 'storm' }));
  encoder.append(historyEvent('block-mined', { seq: 1, atMs: 5, amountMsat }));
  const { bytes, hash: historyHash, count } = encoder.finish();
  return {
    ...crashedResult(spec, ''),
    status: 'completed',
    crash: null,
    historyHash,
    history: bytes,
    eventCount: count,
  };
}

it('stores in plan order and hashes the same, whatever order the trials end in', async () => {
  const hashes: string[] = [];
  for (const delay of [() => 0, (ordinal: number) => 10 - (ordinal % 10)]) {
    const stored: number[] = [];
    const run = async (task: TrialTask) => {
      await new Promise((resolve) => setTimeout(resolve, delay(task.spec.ordinal)));
      return { ...result(task), historyHash: hash('sha256', task.spec.seed) };
    };
    const { historyHash, divergence, repeated, results } = await runTrials({
      plan: { trials, determinismSample: [3, 7] },
      run,
      store: (each) => void stored.push(each.spec.ordinal),
      progress: SILENT,
    });
    expect(stored).toEqual(trials.map(({ ordinal }) => ordinal));
    expect([divergence, repeated]).toEqual([null, 2]);
    expect(results.every(({ history }) => history.length === 0)).toBe(true);
    hashes.push(historyHash);
  }
  expect(hashes[0]).toBe(hashes[1]);
});

it('stops at the first trial that does not repeat, and names the first event that differs', async () => {
  let calls = 0;
  const run = async (task: TrialTask) => result(task, task.spec.ordinal === 3 ? ++calls : 1);
  const stored: number[] = [];
  const { divergence, repeated, results } = await runTrials({
    plan: { trials, determinismSample: [1, 3, 7] },
    run,
    store: (each) => void stored.push(each.spec.ordinal),
    progress: SILENT,
  });
  expect(stored).toEqual([0, 1, 2, 3]);
  expect([repeated, results.length]).toEqual([2, 4]);
  expect(divergence).toEqual({
    ordinal: 3,
    scenario: 'baseline',
    seed: '3',
    difference:
      'event 1 differs in amountMsat: first block-mined at 5 ms {"amountMsat":1}, then block-mined at 5 ms {"amountMsat":2}',
  });
});

it('on sockets, holds what became of each intent against each other, not the bytes', async () => {
  const ended = (amountMsat: number, state: string) => (task: TrialTask) => {
    const encoder = new HistoryEncoder();
    encoder.append(
      historyEvent('intent-received', { seq: 0, intent: 0, actor: 'acme', cause: 'key-1', amountMsat }),
    );
    encoder.append(historyEvent('intent-moved', { seq: 1, intent: 0, state }));
    const { bytes, hash: historyHash } = encoder.finish();
    return { ...result(task), historyHash, history: bytes };
  };
  const twice = async (first: ReturnType<typeof ended>, second: ReturnType<typeof ended>) => {
    const runs = [first, second];
    const { divergence } = await runTrials({
      plan: { trials: trials.slice(0, 1), determinismSample: [0] },
      compared: 'outcomes',
      run: async (task) => runs.shift()!(task),
      store: () => {},
      progress: SILENT,
    });
    return divergence?.difference ?? null;
  };
  expect(await twice(ended(1, 'settled'), ended(2, 'settled'))).toBeNull();
  expect(await twice(ended(1, 'settled'), ended(1, 'failed'))).toBe(
    'intent acme key-1 ended settled, then failed',
  );
});
