import { afterEach, describe, expect, it } from 'vitest';
import type { TrialContext } from '#harness/sim/trial-context';
import type { TrialResult } from '#reports/evidence/trial';
import { runInOrder } from './in-order.ts';
import { TrialPool } from './pool.ts';
import type { TrialTask } from './worker-protocol.ts';

const context = {} as TrialContext;
const trialModule = new URL('./fixtures/fake-trial.ts', import.meta.url).href;
const pools: TrialPool[] = [];

function pool(workers: number, more: { signal?: AbortSignal; trialWallLimitMs?: number } = {}): TrialPool {
  const made = new TrialPool({ context, workers, trialModule, ...more });
  pools.push(made);
  return made;
}

function task(ordinal: number, scenario = 'quick'): TrialTask {
  return {
    spec: { scenario, index: ordinal, ordinal, seed: String(ordinal) },
    options: { history: 'keep' },
  };
}

async function collect(workers: number, tasks: readonly TrialTask[]): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  const threads = pool(workers);
  await runInOrder(
    (each) => threads.run(each),
    tasks,
    (result) => {
      results.push(result);
      return 'go on';
    },
  );
  return results;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((each) => each.close()));
});

describe('the pool', () => {
  it('delivers in plan order, with the same results for one worker and for three', async () => {
    const tasks = Array.from({ length: 50 }, (_, ordinal) => task(ordinal, 'uneven'));
    const [one, three] = [await collect(1, tasks), await collect(3, tasks)];
    expect(three.map((result) => result.spec.ordinal)).toEqual(tasks.map((each) => each.spec.ordinal));
    expect(three.map((result) => [...result.history])).toEqual(tasks.map((each) => [each.spec.ordinal]));
    expect(three.map((result) => result.historyHash)).toEqual(one.map((result) => result.historyHash));
  });

  it.each([
    ['throws', /RangeError: no such channel \(at .*harness\/run\/fixtures\/fake-trial\.ts/],
    ['exits', /worker thread lost: exit code 7/],
    ['hangs', /worker thread lost: no end after 0\.4 s/],
  ])('loses only the trial that %s', async (scenario, reason) => {
    const threads = pool(1, { trialWallLimitMs: 400 });
    const results = await Promise.all([
      threads.run(task(0)),
      threads.run(task(1, scenario)),
      threads.run(task(2)),
      threads.run(task(3)),
    ]);
    expect(results.map((result) => result.status)).toEqual([
      'completed',
      'crashed',
      'completed',
      'completed',
    ]);
    expect(results[1]?.crash).toMatch(reason);
    expect(results[1]?.crash).not.toMatch(/file:|^\s*at /m);
  });

  it('rejects everything that is open when interrupted', async () => {
    const controller = new AbortController();
    const threads = pool(2, { signal: controller.signal });
    const open = Array.from({ length: 6 }, (_, ordinal) => threads.run(task(ordinal, 'hangs')));
    const settled = Promise.allSettled(open);
    controller.abort();
    expect((await settled).map((each) => each.status)).toEqual(Array(6).fill('rejected'));
    await expect(threads.run(task(7))).rejects.toThrow('interrupted');
  });

  it('says so when a worker cannot start at all', async () => {
    const broken = new TrialPool({ context, workers: 1, trialModule: 'file:///no/such/trial.ts' });
    pools.push(broken);
    await expect(broken.run(task(0))).rejects.toThrow(/could not start/);
  });
});
