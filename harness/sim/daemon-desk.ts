import type { Random } from '#chaos/random';
import type { Implementation } from '#topologies/network';
import type { Kernel } from './kernel.ts';
import type { NodeVoice } from './node-voice.ts';
import type { Nodes } from './nodes.ts';
import type { PaymentRun, PayOrder, RunLimits } from './payment-run.ts';
import type { Booked, Daemon, DaemonHost } from './personality/daemon.ts';
import { daemonOf } from './personality/daemons.ts';
import type { PaySaid } from './personality/said.ts';

/** What all daemons of the world have in common. */
export interface DeskParts {
  readonly kernel: Kernel;
  readonly nodes: Nodes;
  readonly voice: NodeVoice;
  /** Every daemon draws from a fork of its own. */
  readonly random: Random;
  /** By node. */
  readonly implementations: readonly Implementation[];
  /** Finished payments leave a daemon's books so long after their end; null: never. */
  readonly forgetAfterMs: number | null;
}

/** What becomes of a run on the network once a daemon has decided it. */
export interface PaymentRuns {
  open(node: number, order: PayOrder, call: number, limits: RunLimits | null): PaymentRun;
  begin(run: PaymentRun): void;
  /** Finds routes and sends. */
  place(run: PaymentRun): void;
  /** Finds routes only: `launch` sends what was found, `unplan` drops it. */
  plan(run: PaymentRun): boolean;
  launch(run: PaymentRun): void;
  unplan(run: PaymentRun): void;
  end(run: PaymentRun): void;
}

interface Due {
  readonly epoch: number;
  readonly act: () => void;
}

/** Where one daemon sits in the world: its clock and timers, its randomness, its runs, its voice. */
export class DaemonDesk implements DaemonHost {
  readonly node: number;
  readonly daemon: Daemon;
  readonly random: Random;
  /** Runs that have begun and are not over. */
  readonly live = new Set<PaymentRun>();
  readonly #runs: PaymentRuns;
  readonly #at: DeskParts;
  readonly #due: (Due | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #onDue: number;
  #epochNamed = 0;
  #epochName = '';
  #forgottenAtMs = 0;

  constructor(runs: PaymentRuns, at: DeskParts, node: number) {
    this.#runs = runs;
    this.#at = at;
    this.node = node;
    this.random = at.random.fork(`daemon ${node}`);
    this.#onDue = at.kernel.register((slot) => this.#happens(slot));
    this.daemon = daemonOf(at.implementations[node], this);
  }

  get nowMs(): number {
    return this.#at.kernel.nowMs;
  }

  get epoch(): number {
    return this.#at.nodes.epoch(this.node);
  }

  epochName(): string {
    if (this.#epochNamed !== this.epoch) {
      this.#epochNamed = this.epoch;
      this.#epochName = `${this.node}.${this.epoch}`;
    }
    return this.#epochName;
  }

  /** Looks about once a retention whether something is old enough; in between the books may be a little older. */
  forgetOld(): void {
    const { forgetAfterMs } = this.#at;
    if (forgetAfterMs === null || this.nowMs < this.#forgottenAtMs + forgetAfterMs / FORGETS_PER_RETENTION)
      return;
    this.#forgottenAtMs = this.nowMs;
    this.daemon.forget(this.nowMs - forgetAfterMs);
  }

  open(order: PayOrder, call: number, limits: RunLimits | null = null): PaymentRun {
    return this.#runs.open(this.node, order, call, limits);
  }

  begin(run: PaymentRun): void {
    this.#runs.begin(run);
  }

  place(run: PaymentRun): void {
    this.#runs.place(run);
  }

  plan(run: PaymentRun): boolean {
    return this.#runs.plan(run);
  }

  launch(run: PaymentRun): void {
    this.#runs.launch(run);
  }

  unplan(run: PaymentRun): void {
    this.#runs.unplan(run);
  }

  end(run: PaymentRun): void {
    this.#runs.end(run);
  }

  later(afterMs: number, act: () => void): void {
    const slot = this.#freeSlots.pop() ?? this.#due.length;
    this.#due[slot] = { epoch: this.epoch, act };
    this.#at.kernel.schedule(this.nowMs + afterMs, this.#onDue, slot, 0);
  }

  say(call: number, said: PaySaid): void {
    if (call >= 0) this.#at.voice.answers(this.node, call, said);
  }

  tell(hash: string, claims: Booked['state'], preimage: string): void {
    this.#at.voice.tells(this.node, hash, claims, preimage);
  }

  changed(hash: string): void {
    this.#at.voice.changed(this.node, hash);
  }

  #happens(slot: number): void {
    const { nodes } = this.#at;
    const { epoch, act } = this.#due[slot]!;
    const alive = epoch === this.epoch && nodes.state(this.node) !== 'down';
    if (alive && !nodes.isUp(this.node)) {
      nodes.wait(this.node, this.#onDue, slot, 0);
      return;
    }
    this.#due[slot] = undefined;
    this.#freeSlots.push(slot);
    if (alive) act();
  }
}

const FORGETS_PER_RETENTION = 8;
