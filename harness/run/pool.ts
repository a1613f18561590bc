import type { TrialContext } from '#harness/sim/trial-context';
import type { TrialResult } from '#reports/evidence/trial';
import { crashedResult } from './crashed-result.ts';
import { Interrupted } from './interrupted.ts';
import { type OpenTask, PoolMember } from './pool-member.ts';
import type { TrialTask } from './worker-protocol.ts';

export interface PoolOptions {
  readonly context: TrialContext;
  /** Other contexts that a task may name, by name. */
  readonly grounds?: Readonly<Record<string, TrialContext>>;
  /** Worker threads; at least one is started. */
  readonly workers: number;
  /** Terminates the workers at once; every open `run` rejects with `Interrupted`. */
  readonly signal?: AbortSignal;
  /** A trial that is not back after this long is given up as crashed. */
  readonly trialWallLimitMs?: number;
  /** URL of the module that exports `runTrial`. */
  readonly trialModule?: string;
  /** The same for tasks that name a ground; as for the others when not given. */
  readonly groundModule?: string;
}

/** Plays trials in the simulation. */
export const SIM_TRIALS = new URL('../generator/run-trial.ts', import.meta.url).href;
/** Plays them with payers on sockets. */
export const EMULATED_TRIALS = new URL('../emulated/run-trial.ts', import.meta.url).href;

/** Worker threads that run trials. Results do not depend on how many there are: each trial is a function of its task. */
export class TrialPool {
  readonly #members: PoolMember[] = [];
  readonly #waiting: OpenTask[] = [];
  readonly #options: Required<Omit<PoolOptions, 'signal'>> & { signal: AbortSignal | undefined };
  #failure: Error | null = null;
  #closed = false;

  constructor(options: PoolOptions) {
    const trialModule = options.trialModule ?? SIM_TRIALS;
    this.#options = {
      trialWallLimitMs: 300_000,
      trialModule,
      groundModule: trialModule,
      signal: undefined,
      grounds: {},
      ...options,
    };
    const count = Math.max(1, options.workers);
    for (let i = 0; i < count; i++) this.#members.push(this.#start());
    options.signal?.addEventListener('abort', this.#interrupt, { once: true });
    if (options.signal?.aborted) this.#interrupt();
  }

  /** Rejects only when the pool itself is gone; a trial that crashes is a result. */
  run(task: TrialTask): Promise<TrialResult> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ task, resolve, reject });
      this.#handOut();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.signal?.removeEventListener('abort', this.#interrupt);
    await Promise.all(this.#members.map((member) => member.terminate()));
  }

  #start(): PoolMember {
    const { context, grounds, trialModule, groundModule, trialWallLimitMs } = this.#options;
    return new PoolMember({ context, grounds, trialModule, groundModule }, trialWallLimitMs, {
      idle: () => this.#handOut(),
      lost: (member, reason) => this.#replace(member, reason),
    });
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      // The least loaded first: one trial running and one waiting keeps a thread busy without starving another.
      const member = this.#members.reduce((best, each) => (each.load < best.load ? each : best));
      if (member.load >= 2) return;
      member.assign(this.#waiting.shift()!);
    }
  }

  /** A thread died: the trial that it was running is lost, what it had not begun goes to its successor. */
  #replace(member: PoolMember, reason: string): void {
    if (this.#closed || this.#failure !== null) return;
    if (!member.everReady) {
      this.#fail(new Error(`A worker thread could not start: ${reason}`));
      return;
    }
    const [running, ...untouched] = member.takeOpen();
    this.#members[this.#members.indexOf(member)] = this.#start();
    running?.resolve(crashedResult(running.task.spec, `worker thread lost: ${reason}`));
    this.#waiting.unshift(...untouched);
    this.#handOut();
  }

  readonly #interrupt = (): void => this.#fail(new Interrupted());

  #fail(error: Error): void {
    this.#failure = error;
    for (const member of this.#members) void member.terminate();
    const open = this.#members.flatMap((member) => member.takeOpen());
    for (const { reject } of [...open, ...this.#waiting.splice(0)]) reject(error);
  }
}
