import { parentPort, workerData } from 'node:worker_threads';
import type { TrialContext } from '#harness/sim/trial-context';
import { crashReason } from './crash-reason.ts';
import { crashedResult } from './crashed-result.ts';
import type { Assignment, TrialModule, TrialTask, WorkerMessage, WorkerSetup } from './worker-protocol.ts';

// One worker thread: loads the trial once, then runs what it is handed, one after another.
const setup = workerData as WorkerSetup;
const own = (await import(setup.trialModule)) as TrialModule;
const ofGrounds = (await import(setup.groundModule)) as TrialModule;
/** The trials that were handed out so far: the next one begins when they have ended. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ id, task }: Assignment) => {
  last = last.then(() => play(id, task));
});
parentPort?.postMessage({ type: 'ready' } satisfies WorkerMessage);

async function play(id: number, task: TrialTask): Promise<void> {
  const result = await attempt(task);
  const owned = ownBuffer(result.history);
  const message: WorkerMessage = { type: 'done', id, result: { ...result, history: owned } };
  parentPort?.postMessage(message, [owned.buffer]);
}

async function attempt(task: TrialTask) {
  try {
    const beganMs = performance.now();
    const { runTrial } = task.ground === undefined ? own : ofGrounds;
    const result = await runTrial(contextOf(task), task.spec, task.options);
    return { ...result, wallMs: performance.now() - beganMs };
  } catch (error) {
    return crashedResult(task.spec, crashReason(error));
  }
}

/** @throws Error for a ground that the pool was not given: the trial crashes, it is not played elsewhere. */
function contextOf({ ground }: TrialTask): TrialContext {
  if (ground === undefined) return setup.context;
  const context = setup.grounds[ground];
  if (context === undefined) throw new Error(`no ground ${ground}`);
  return context;
}

/** Bytes that fill their whole buffer can be moved to the main thread; a window into a larger one is copied. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const whole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
  return whole ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
