import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { Kernel } from '../kernel.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import {
  BUSY,
  type CallFault,
  type CallKind,
  DRIFTS,
  LOCKED,
  strikeOf,
  THROTTLED,
  UNAUTHORIZED,
} from './call-fault.ts';
import type { ConnectionFaults } from './connection-faults.ts';
import type { Impediment, Impeding } from './impediment.ts';

/** Strike so many calls of a sort. */
type Counted = FaultOfKind<
  'net.request_lost' | 'net.response_lost' | 'net.reset' | 'net.truncate' | 'api.error'
>;
/** Strike every call while they are on. */
type Steady = FaultOfKind<'api.throttle' | 'api.auth_expired' | 'api.schema_drift'>;
type Slowing = FaultOfKind<'net.latency' | 'net.bandwidth'>;

const COUNTED = new Set<FaultKind>([
  'net.request_lost',
  'net.response_lost',
  'net.reset',
  'net.truncate',
  'api.error',
]);
const STEADY = new Set<FaultKind>(['api.throttle', 'api.auth_expired', 'api.schema_drift']);
const SLOWING = new Set<FaultKind>(['net.latency', 'net.bandwidth']);

/** Faults of single calls between orchestrator and node: F21 to F23, F25 to F27, F32 to F35; what ails a daemon slows or bars its calls too. */
export class CallFaults implements Impediment {
  readonly #kernel: Kernel;
  readonly #random: Random;
  readonly #touch: Touch;
  readonly #payers: readonly number[];
  readonly #onFailed: (node: number) => void;
  #connections: ConnectionFaults | null = null;
  #counted: Counted[] = [];
  #steady: Steady[] = [];
  #slowing: Slowing[] = [];
  #impeded: { readonly active: Impeding; readonly node: number }[] = [];
  /** By throttle: when its window began. */
  readonly #windowAtMs = new Map<number, number>();
  /** By narrow connection: when it is free again. */
  readonly #freeAtMs = new Map<number, number>();

  constructor(
    kernel: Kernel,
    random: Random,
    payers: readonly number[],
    touch: Touch,
    onFailed: (node: number) => void,
  ) {
    this.#kernel = kernel;
    this.#random = random;
    this.#touch = touch;
    this.#payers = payers;
    this.#onFailed = onFailed;
  }

  static handles(kind: FaultKind): boolean {
    return COUNTED.has(kind) || STEADY.has(kind) || SLOWING.has(kind);
  }

  connect(connections: ConnectionFaults): void {
    this.#connections = connections;
  }

  begin(active: ActiveFault): void {
    const { kind } = active.fault;
    if (SLOWING.has(kind)) this.#slowing.push(active as Slowing);
    else if (STEADY.has(kind)) this.#steady.push(active as Steady);
    else this.#counted.push(active as Counted);
  }

  end(active: ActiveFault): void {
    this.#counted = this.#counted.filter((other) => other !== active);
    this.#steady = this.#steady.filter((other) => other !== active);
    this.#slowing = this.#slowing.filter((other) => other !== active);
    this.#windowAtMs.delete(active.ordinal);
    this.#freeAtMs.delete(active.ordinal);
  }

  impede(active: Impeding, node: number): void {
    this.#impeded.push({ active, node });
  }

  release(active: ActiveFault): void {
    this.#impeded = this.#impeded.filter((one) => one.active !== active);
  }

  /** What happens to the call that is about to leave; what is nearest to the orchestrator strikes first, then the oldest. */
  strike(node: number, call: CallKind, hash: string): CallFault | null {
    const cut = this.#connections?.strike(node, hash) ?? null;
    if (cut !== null) return cut;
    return this.#strikeCounted(node, call, hash) ?? this.#strikeSteady(node, call, hash);
  }

  /** Whether an answer of the node is lost on its way. */
  swallows(node: number, hash: string): boolean {
    return this.#connections?.swallows(node, hash) ?? false;
  }

  /** Whether asking the node how it is gets no answer. */
  hidesHealth(node: number): boolean {
    if (this.#connections?.isCutOff(node)) return true;
    return this.#steady.some(
      ({ fault }) => fault.kind === 'api.auth_expired' && this.#payerOf(fault.node) === node,
    );
  }

  /** What a message of so many bytes to or from the node takes longer, in ms. */
  delayMs(node: number, bytes: number): number {
    if (this.#slowing.length === 0 && this.#impeded.length === 0) return 0;
    let delayMs = 0;
    for (const active of this.#slowing) {
      if (this.#payerOf(active.fault.node) !== node) continue;
      delayMs += this.#slowedMs(active, bytes);
      this.#touch(active, node, '', 'message delayed');
    }
    for (const { active, node: slow } of this.#impeded) {
      if (slow !== node || active.fault.kind !== 'node.slow') continue;
      delayMs += active.fault.addMs;
      this.#touch(active, node, '', 'call delayed');
    }
    return delayMs;
  }

  callFailed(node: number): void {
    this.#onFailed(node);
  }

  #slowedMs(active: Slowing, bytes: number): number {
    const { fault } = active;
    if (fault.kind === 'net.latency')
      return fault.delayMs + (fault.jitterMs === 0 ? 0 : this.#random.between(0, fault.jitterMs));
    const { nowMs } = this.#kernel;
    const freeAtMs =
      Math.max(this.#freeAtMs.get(active.ordinal) ?? 0, nowMs) + Math.ceil((bytes * 1000) / fault.bytesPerS);
    this.#freeAtMs.set(active.ordinal, freeAtMs);
    return freeAtMs - nowMs;
  }

  #strikeCounted(node: number, call: CallKind, hash: string): CallFault | null {
    if (call === 'list') return null;
    for (const active of this.#counted) {
      const { fault } = active;
      if (this.#payerOf(fault.node) !== node || (fault.call !== 'any' && fault.call !== call)) continue;
      if (active.counted >= fault.count) continue;
      active.counted++;
      this.#touch(active, node, hash, `${call} struck`);
      return strikeOf(fault);
    }
    return null;
  }

  #strikeSteady(node: number, call: CallKind, hash: string): CallFault | null {
    for (const { active, node: barred } of this.#impeded) {
      if (barred !== node || active.fault.kind !== 'node.locked_or_syncing') continue;
      this.#touch(active, node, hash, `${call} refused`);
      return active.fault.state === 'locked' ? LOCKED[call] : BUSY;
    }
    for (const active of this.#steady) {
      if (this.#payerOf(active.fault.node) !== node) continue;
      const struck = this.#steadyStrike(active, call);
      if (struck === null) continue;
      this.#touch(active, node, hash, `${call} struck`);
      return struck;
    }
    return null;
  }

  #steadyStrike(active: Steady, call: CallKind): CallFault | null {
    const { fault } = active;
    switch (fault.kind) {
      case 'api.auth_expired':
        return UNAUTHORIZED[call];
      case 'api.schema_drift':
        // A list shows no fees.
        return call === 'list' && fault.drift === 'fee_missing' ? null : DRIFTS[fault.drift];
      case 'api.throttle': {
        const { nowMs } = this.#kernel;
        const beganMs = this.#windowAtMs.get(active.ordinal);
        if (beganMs === undefined || nowMs >= beganMs + fault.perMs) {
          this.#windowAtMs.set(active.ordinal, nowMs);
          active.counted = 0;
        }
        return ++active.counted <= fault.callsMax ? null : THROTTLED;
      }
    }
  }

  #payerOf(ordinal: number): number {
    return this.#payers[ordinal % this.#payers.length]!;
  }
}
