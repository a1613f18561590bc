import type { Worker } from 'node:worker_threads';
import type { TrialResult } from '#reports/evidence/trial';
import { crashReason } from './crash-reason.ts';
import { startTrialThread } from './trial-thread.ts';
import type { Assignment, TrialTask, WorkerMessage, WorkerSetup } from './worker-protocol.ts';

export interface OpenTask {
  readonly task: TrialTask;
  readonly resolve: (result: TrialResult) => void;
  readonly reject: (reason: Error) => void;
}

export interface MemberEvents {
  /** It can take another task. */
  idle(): void;
  /** The thread is gone, with what it had. */
  lost(member: PoolMember, reason: string): void;
}

/** One worker thread and the tasks that it holds, in the order in which it runs them. */
export class PoolMember {
  readonly #worker: Worker;
  readonly #open = new Map<number, OpenTask>();
  readonly #wallLimitMs: number;
  readonly #events: MemberEvents;
  #nextId = 0;
  #ready = false;
  #gone = false;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(setup: WorkerSetup, wallLimitMs: number, events: MemberEvents) {
    this.#wallLimitMs = wallLimitMs;
    this.#events = events;
    this.#worker = startTrialThread(new URL('./worker.ts', import.meta.url), setup);
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#lose(crashReason(error)));
    this.#worker.on('exit', (code) => this.#lose(`exit code ${code}`));
  }

  get load(): number {
    return this.#open.size;
  }

  get everReady(): boolean {
    return this.#ready;
  }

  assign(open: OpenTask): void {
    const id = this.#nextId++;
    this.#open.set(id, open);
    if (this.#open.size === 1) this.#watch();
    this.#worker.postMessage({ id, task: open.task } satisfies Assignment);
  }

  /** Everything that it holds, the running one first; afterwards it holds nothing. */
  takeOpen(): readonly OpenTask[] {
    const open = [...this.#open.values()];
    this.#open.clear();
    return open;
  }

  async terminate(): Promise<void> {
    this.#gone = true;
    clearTimeout(this.#watchdog);
    await this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    if (this.#gone) return;
    if (message.type === 'ready') {
      this.#ready = true;
      return;
    }
    const open = this.#open.get(message.id);
    this.#open.delete(message.id);
    this.#watch();
    open?.resolve(message.result);
    this.#events.idle();
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#open.size === 0) return;
    this.#watchdog = setTimeout(() => {
      this.#lose(`no end after ${this.#wallLimitMs / 1000} s`);
      void this.#worker.terminate();
    }, this.#wallLimitMs);
  }

  #lose(reason: string): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#watchdog);
    this.#events.lost(this, reason);
  }
}
