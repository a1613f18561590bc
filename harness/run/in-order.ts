import type { TrialResult } from '#reports/evidence/trial';
import type { TrialTask } from './worker-protocol.ts';

/** How far the workers may run ahead of the slowest trial: bounds the histories held in memory. */
const WINDOW = 32;

/**
 * Runs every task and delivers the results in the order of the tasks, whoever finished first, until `deliver` says stop.
 * It is awaited, so that a slow store slows the workers down instead of filling the memory.
 */
export async function runInOrder(
  run: (task: TrialTask) => Promise<TrialResult>,
  tasks: readonly TrialTask[],
  deliver: (result: TrialResult, task: TrialTask) => Promise<'go on' | 'stop'> | 'go on' | 'stop',
): Promise<void> {
  const ahead: Promise<TrialResult>[] = [];
  let next = 0;
  for (const task of tasks) {
    while (next < tasks.length && ahead.length < WINDOW) ahead.push(quietly(run(tasks[next++]!)));
    if ((await deliver(await ahead.shift()!, task)) === 'stop') return;
  }
}

/** A rejection that nobody awaits yet is not "unhandled": the loop above comes to it, or ends with an earlier one. */
function quietly<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
