import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '#harness/emulators/emulator';
import type { Bill } from './calls.ts';

export interface DaemonReady {
  readonly endpoint: Endpoint;
  readonly bills: readonly Bill[];
}

export interface DaemonTruth {
  /** Hashes of the payments that settled, each as often as it was paid. */
  readonly paid: readonly string[];
  readonly virtualMs: number;
  readonly cpuSeconds: number;
}

/** A process that plays a daemon, and is asked by messages. Ends when it is told to, or with this process. */
export class DaemonProcess {
  readonly #child: ChildProcess;

  constructor(job: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(`../jobs/${job}.ts`, import.meta.url));
    this.#child = fork(path, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  }

  /** What it says next. @throws Error when it ends instead */
  async hears<Said>(): Promise<Said> {
    const ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the process of the daemon ended with ${code}`);
    });
    const [said] = await Promise.race([once(this.#child, 'message'), ended]);
    return said as Said;
  }

  asks<Said>(): Promise<Said> {
    const said = this.hears<Said>();
    this.#child.send('?');
    return said;
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
