import type { Random } from '#chaos/random';
import type { Timers } from '#orchestrator/ports/timers';
import type { ActiveApiFault } from './active-api-fault.ts';
import type { ApiCall } from './api-call.ts';
import { type ApiFault, type ApiFaultInput, apiFaultSchema } from './api-fault-schema.ts';
import { callStrike, combined } from './call-strike.ts';
import type { Desks } from './desks.ts';
import { type EventFate, eventDeliveries } from './event-shape.ts';
import { Liar } from './liar.ts';
import { type ApiStrike, type EventShaper, PEACE, type StrikeSource, UNSTRUCK } from './strike.ts';

export interface ApiFaultsParts {
  readonly random: Random;
  readonly timers: Timers;
  /** @throws RangeError when no node has this name */
  readonly ordinalOf: (name: string) => number;
  /** Hashes of payments that the node has in flight. */
  readonly openPayments: (node: number) => readonly string[];
  readonly nodeCount: number;
}

/**
 * Faults that are switched on and off by hand, each at one node. What was switched on first strikes first; a call is struck by
 * one fault, but delayed by all. Draws from its own stream, so that a fault changes nothing else. A cut (`net.blackhole`,
 * `net.partition`) loses what arrives while it is on, with its answer; answers to calls from before it still come.
 */
export class ApiFaults implements StrikeSource, EventShaper {
  readonly #at: ApiFaultsParts;
  #active: ActiveApiFault[] = [];
  #desks: Desks | null = null;

  constructor(parts: ApiFaultsParts) {
    this.#at = parts;
  }

  /** The desks exist later than what strikes their calls. */
  connect(desks: Desks): void {
    this.#desks = desks;
  }

  /**
   * @throws ZodError when it is no fault; RangeError for an unknown node, or an id that is on already
   */
  switchOn(input: ApiFaultInput): ApiFault {
    const fault = apiFaultSchema.parse(input);
    const node = this.#at.ordinalOf(fault.node);
    if (this.#active.some(({ fault: other }) => other.id === fault.id))
      throw new RangeError(`fault ${fault.id} is on already`);
    const sinceMs = this.#at.timers.nowMs();
    const active: ActiveApiFault = {
      fault,
      node,
      sinceMs,
      seen: 0,
      struck: 0,
      isDown: false,
      counted: 0,
      markMs: sinceMs,
      timer: null,
    };
    this.#active.push(active);
    this.#begin(active);
    return fault;
  }

  /** False when no such fault is on. */
  switchOff(id: string): boolean {
    const active = this.#active.find(({ fault }) => fault.id === id);
    if (active === undefined) return false;
    active.timer?.cancel();
    this.#active = this.#active.filter((other) => other !== active);
    return true;
  }

  switchAllOff(): void {
    for (const { fault } of [...this.#active]) this.switchOff(fault.id);
  }

  /** Those that are on, oldest first. */
  get on(): readonly Readonly<ActiveApiFault>[] {
    return this.#active;
  }

  strike(node: number, call: ApiCall): ApiStrike {
    if (this.#active.length === 0) return UNSTRUCK;
    const { random, timers } = this.#at;
    let strike = UNSTRUCK;
    for (const active of this.#active) {
      if (active.node !== node || !('calls' in active.fault)) continue;
      const { calls } = active.fault;
      if (calls !== 'all' && !calls.includes(call.class)) continue;
      const isStruck = strike.before !== null || strike.after !== null;
      if (isStruck && !isDelay(active.fault)) continue;
      if (!this.#strikes(active)) continue;
      const one = callStrike(active, timers.nowMs(), random);
      if (one === null) continue;
      active.struck++;
      strike = combined(strike, one);
    }
    return strike;
  }

  deliveries(node: number, hash: string): readonly number[] {
    if (this.#active.length === 0) return PEACE.deliveries(node, hash);
    const fate: EventFate = { afterMs: 0, copies: [], isLost: false };
    for (const active of this.#active) {
      if (active.node !== node || fate.isLost || !this.#mayShape(active)) continue;
      if (!this.#strikes(active)) continue;
      if (eventDeliveries(active, this.#at.timers.nowMs(), this.#at.random, fate)) active.struck++;
    }
    return fate.isLost ? [] : [fate.afterMs, ...fate.copies];
  }

  #mayShape({ fault }: ActiveApiFault): boolean {
    return fault.kind.startsWith('evt.') || CUTS.has(fault.kind);
  }

  /** Counts one more, and says whether it is among those that are struck. */
  #strikes(active: ActiveApiFault): boolean {
    const { fault } = active;
    active.seen++;
    if (active.seen < fault.after || active.struck >= (fault.count ?? Number.POSITIVE_INFINITY)) return false;
    return fault.probability >= 1 || this.#at.random.unit() < fault.probability;
  }

  #begin(active: ActiveApiFault): void {
    const { timers } = this.#at;
    const { fault, node } = active;
    switch (fault.kind) {
      case 'net.flap':
        this.#flap(active, fault.cycleMs, fault.downPct);
        return;
      case 'evt.stream_reset_cursor_loss':
        active.isDown = true;
        this.#desks?.breakStreams(node);
        active.timer = timers.after(fault.downMs, () => this.#reopen(active));
        return;
      case 'evt.stale_replay':
      case 'evt.forged':
        this.#lie(active, fault.gapMs, new Liar(this.#at, active));
    }
  }

  #flap(active: ActiveApiFault, cycleMs: number, downPct: number): void {
    active.isDown = !active.isDown;
    if (active.isDown) this.#desks?.cutConnections(active.node);
    const downMs = (cycleMs * downPct) / 100;
    active.timer = this.#at.timers.after(Math.max(1, active.isDown ? downMs : cycleMs - downMs), () =>
      this.#flap(active, cycleMs, downPct),
    );
  }

  /** The stream is open again. */
  #reopen(active: ActiveApiFault): void {
    const { fault, node } = active;
    active.isDown = false;
    if (fault.kind !== 'evt.stream_reset_cursor_loss') return;
    if (fault.cursor === 'ahead') active.counted = fault.events;
    if (fault.cursor !== 'rewound') return;
    for (const told of this.#desks?.toldBy(node).slice(-fault.events) ?? []) {
      this.#desks?.putOnStream(node, told);
      active.struck++;
    }
  }

  #lie(active: ActiveApiFault, gapMs: number, liar: Liar): void {
    active.timer = this.#at.timers.after(gapMs, () => {
      if (this.#desks !== null && liar.says(this.#desks)) active.struck++;
      if (++active.counted < liar.events) this.#lie(active, gapMs, liar);
    });
  }
}

/** Of the faults on calls those that events do not survive either. */
const CUTS = new Set<ApiFault['kind']>(['net.blackhole', 'net.partition', 'net.flap']);

function isDelay({ kind }: ApiFault): boolean {
  return kind === 'net.latency' || kind === 'net.bandwidth';
}
