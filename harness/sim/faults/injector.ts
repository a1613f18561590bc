import type { TriggerEvent } from '#chaos/fault';
import { faultDefinition } from '#chaos/registry';
import type { Schedule } from '#chaos/schedule';
import type { FaultEffect } from '#reports/evidence/trial';
import type { Kernel } from '../kernel.ts';
import type { HistoryRecorder } from '../recorder.ts';
import type { ActiveFault } from './active.ts';

/** What applies the faults of some kinds. */
export interface FaultApplier {
  begin(active: ActiveFault): void;
  end(active: ActiveFault): void;
}

/** Effects of one fault that get an event of their own; all are counted. */
const TOUCHES_RECORDED_MAX = 50;

/**
 * Runs a schedule: begins each fault at its time or at its trigger, ends it, heals everything at the end of the storm,
 * and counts effects. What a fault does is the business of its applier.
 */
export class FaultInjector {
  readonly #kernel: Kernel;
  readonly #recorder: HistoryRecorder;
  readonly #faults: readonly ActiveFault[];
  readonly #payers: readonly number[];
  #applierOf: (active: ActiveFault) => FaultApplier = () => {
    throw new Error('faults: not connected');
  };
  #armed: ActiveFault[] = [];
  readonly #hearers: ((event: TriggerEvent, node: number) => void)[] = [];
  /** Triggers seen by an armed fault: fault ordinal → count. */
  readonly #seen = new Map<number, number>();
  readonly #onArm: number;
  readonly #onBegin: number;
  readonly #onEnd: number;

  constructor(kernel: Kernel, recorder: HistoryRecorder, schedule: Schedule, payers: readonly number[]) {
    this.#kernel = kernel;
    this.#recorder = recorder;
    this.#payers = payers;
    this.#faults = schedule.map((fault, ordinal) => ({
      ordinal,
      fault,
      phase: 'waiting',
      effects: 0,
      counted: 0,
    }));
    this.#onArm = kernel.register((ordinal) => this.#arm(this.#faults[ordinal]!));
    this.#onBegin = kernel.register((ordinal) => this.#begin(this.#faults[ordinal]!));
    this.#onEnd = kernel.register((ordinal) => this.#end(this.#faults[ordinal]!));
  }

  /** Must come before the kernel runs. @throws when a kind has no applier: nothing is silently milder. */
  connect(applierOf: (active: ActiveFault) => FaultApplier): void {
    this.#applierOf = applierOf;
    for (const active of this.#faults) {
      applierOf(active);
      this.#kernel.schedule(active.fault.atMs, this.#onArm, active.ordinal, 0);
    }
  }

  /** Something happened that may set a fault off. `node`: the payer concerned, -1 none. */
  signal(event: TriggerEvent, node: number): void {
    for (const hear of this.#hearers) hear(event, node);
    if (this.#armed.length === 0) return;
    for (const active of this.#armed) {
      const { on } = active.fault;
      if (on === undefined || on.event !== event || !this.#concerns(active, node)) continue;
      const seen = (this.#seen.get(active.ordinal) ?? 0) + 1;
      this.#seen.set(active.ordinal, seen);
      if (seen !== on.nth) continue;
      this.#armed = this.#armed.filter((other) => other !== active);
      this.#kernel.schedule(this.#kernel.nowMs + on.afterMs, this.#onBegin, active.ordinal, 0);
    }
  }

  /** Tells of everything that may set a fault off, for faults that go by what happens. */
  hear(hearer: (event: TriggerEvent, node: number) => void): void {
    this.#hearers.push(hearer);
  }

  /** Ends everything but what nothing heals; faults that have not begun never will. */
  healAll(): void {
    this.#armed = [];
    for (const active of this.#faults) {
      if (active.phase === 'on' && isForGood(active)) continue;
      if (active.phase === 'on') this.#end(active);
      active.phase = 'over';
    }
  }

  touch(active: ActiveFault, node: number, hash: string, effect: string): void {
    active.effects++;
    if (active.effects > TOUCHES_RECORDED_MAX) return;
    const event = this.#recorder.begin('fault-touched');
    event.request = active.ordinal;
    event.state = active.fault.kind;
    event.node = node;
    event.hash = hash;
    event.cause = effect;
    this.#recorder.push();
  }

  effects(): FaultEffect[] {
    return this.#faults.map(({ ordinal, fault, effects }) => ({ ordinal, kind: fault.kind, effects }));
  }

  #concerns(active: ActiveFault, node: number): boolean {
    const { fault } = active;
    const payer =
      'node' in fault &&
      !('of' in fault) &&
      !('nodes' in fault) &&
      (!('role' in fault) || fault.role === 'payer');
    if (!payer || node === -1 || fault.kind.startsWith('ln.')) return true;
    return this.#payers[fault.node % Math.max(1, this.#payers.length)] === node;
  }

  #arm(active: ActiveFault): void {
    if (active.phase !== 'waiting') return;
    if (active.fault.on === undefined) {
      this.#begin(active);
      return;
    }
    active.phase = 'armed';
    this.#armed.push(active);
  }

  #begin(active: ActiveFault): void {
    if (active.phase !== 'waiting' && active.phase !== 'armed') return;
    active.phase = 'on';
    const { kind, atMs: _atMs, durMs, on: _on, ...params } = active.fault;
    const event = this.#recorder.begin('fault-began');
    event.request = active.ordinal;
    event.state = kind;
    event.cause = JSON.stringify(params);
    this.#recorder.push();
    this.#applierOf(active).begin(active);
    // A fault that waits for the nth passage stays armed until the heal: its durMs is how long the process stays away.
    if ('nth' in active.fault || isForGood(active)) return;
    this.#kernel.schedule(this.#kernel.nowMs + durMs, this.#onEnd, active.ordinal, 0);
  }

  #end(active: ActiveFault): void {
    if (active.phase !== 'on') return;
    active.phase = 'over';
    this.#applierOf(active).end(active);
    const event = this.#recorder.begin('fault-ended');
    event.request = active.ordinal;
    event.state = active.fault.kind;
    event.amountMsat = active.effects;
    this.#recorder.push();
  }
}

function isForGood({ fault }: ActiveFault): boolean {
  return faultDefinition(fault.kind).forGood === true;
}
