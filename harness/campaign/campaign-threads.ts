import { crashReason } from '#harness/run/crash-reason';
import { Interrupted } from '#harness/run/interrupted';
import { startTrialThread } from '../run/trial-thread.ts';
import type { CampaignMessage, CampaignSetup, HuntReport } from './campaign-protocol.ts';

/** A hunt that is not back after this long is given up: its mutant counts as not killed. */
const HUNT_WALL_LIMIT_MS = 600_000;

/**
 * Hunts every mutant, each as a whole on one thread: a hunt is a function of seed and mutant, so nothing depends on how
 * many threads there are. `hunted` is called as they come in. A thread that dies loses the mutant that it hunted.
 */
export async function huntAll(
  ids: readonly string[],
  options: CampaignSetup & {
    readonly workers: number;
    readonly signal: AbortSignal;
    hunted(report: HuntReport): void;
  },
): Promise<void> {
  const waiting = [...ids];
  const threads = Math.min(Math.max(1, options.workers), ids.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      while (waiting.length > 0) await oneThread(waiting, options);
    }),
  );
}

/** Runs one thread until nothing waits or it is lost. */
function oneThread(waiting: string[], options: Parameters<typeof huntAll>[1]): Promise<void> {
  const { seed, trialsMax, cases, signal } = options;
  const setup: CampaignSetup = { seed, trialsMax, cases };
  const worker = startTrialThread(new URL('./campaign-worker.ts', import.meta.url), setup);
  return new Promise((resolve, reject) => {
    let current: string | undefined;
    let born = false;
    let watchdog: NodeJS.Timeout | undefined;
    const interrupt = (): void => end(() => reject(new Interrupted()));
    const end = (settle: () => void): void => {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', interrupt);
      worker.removeAllListeners();
      worker.on('error', () => undefined); // a thread that is being ended has nothing more to say
      void worker.terminate().then(settle);
    };
    const lost = (reason: string): void => {
      if (!born) return end(() => reject(new Error(`A thread of the campaign could not start: ${reason}`)));
      if (current !== undefined) options.hunted(lostHunt(current, reason));
      end(resolve);
    };
    const handOut = (): void => {
      clearTimeout(watchdog);
      current = waiting.shift();
      if (current === undefined) return end(resolve);
      watchdog = setTimeout(() => lost(`no end after ${HUNT_WALL_LIMIT_MS / 1000} s`), HUNT_WALL_LIMIT_MS);
      worker.postMessage(current);
    };
    worker.on('message', (message: CampaignMessage) => {
      born = true;
      if (message.type === 'hunted') options.hunted(message.report);
      handOut();
    });
    worker.on('error', (error) => lost(crashReason(error)));
    worker.on('exit', (code) => lost(`exit code ${code}`));
    signal.addEventListener('abort', interrupt, { once: true });
    if (signal.aborted) interrupt();
  });
}

function lostHunt(id: string, reason: string): HuntReport {
  const firstCrash = `thread lost: ${reason}`;
  const nothing = { killedBy: null, spec: null, shrunk: null, replayable: null };
  return { id, ...nothing, trials: 0, crashes: 1, firstCrash, seconds: 0 };
}
