import type { FaultKind } from '#chaos/registry';
import type { Kernel } from '../kernel.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import { type CallFault, REFUSED_CONNECTION, REQUEST_LOST } from './call-fault.ts';
import type { FaultApplier } from './injector.ts';

type Cut = FaultOfKind<'net.blackhole' | 'net.partition' | 'net.flap'>;
const KINDS = new Set<FaultKind>(['net.blackhole', 'net.partition', 'net.flap']);

export interface ConnectionParts {
  readonly kernel: Kernel;
  readonly payers: readonly number[];
  readonly touch: Touch;
  /** Applies partitions between channel peers. */
  readonly network: FaultApplier;
  /** Resets all calls that wait for an answer of the node. */
  readonly reset: (node: number) => void;
}

/** Faults that cut payers off from the orchestrator: F24, F28, F30. A cut is silent (black hole, partition) or known (flap). */
export class ConnectionFaults implements FaultApplier {
  readonly #at: ConnectionParts;
  #cuts: Cut[] = [];
  /** Ordinals of the flaps whose connection is up at the moment. */
  readonly #resting = new Set<number>();
  readonly #onFlap: number;

  constructor(parts: ConnectionParts) {
    this.#at = parts;
    this.#onFlap = parts.kernel.register((ordinal, step) => this.#flap(ordinal, step));
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    if (isOfNetwork(active)) return this.#at.network.begin(active);
    this.#cuts.push(active as Cut);
    if (active.fault.kind === 'net.flap') this.#flap(active.ordinal, 0);
  }

  end(active: ActiveFault): void {
    if (isOfNetwork(active)) return this.#at.network.end(active);
    this.#cuts = this.#cuts.filter((other) => other !== active);
    this.#resting.delete(active.ordinal);
  }

  /** What happens to a call that is about to leave for the node; null: it leaves. */
  strike(node: number, hash: string): CallFault | null {
    for (const active of this.#cuts) {
      if (!this.#isOn(active, node) || directionOf(active) === 'incoming') continue;
      const flaps = active.fault.kind === 'net.flap';
      this.#at.touch(active, node, hash, flaps ? 'connection refused' : 'request lost');
      return flaps ? REFUSED_CONNECTION : REQUEST_LOST;
    }
    return null;
  }

  /** Whether what the node sends now, an answer or a callback, is lost. */
  swallows(node: number, hash: string): boolean {
    for (const active of this.#cuts) {
      if (active.fault.kind === 'net.flap' || !this.#isOn(active, node)) continue;
      if (directionOf(active) === 'outgoing') continue;
      this.#at.touch(active, node, hash, 'answer lost');
      return true;
    }
    return false;
  }

  /** A callback knows no reset: it is lost in a flap too. */
  losesCallback(node: number, hash: string): boolean {
    if (this.#cuts.length === 0) return false;
    if (this.swallows(node, hash)) return true;
    const flap = this.#cuts.find((active) => active.fault.kind === 'net.flap' && this.#isOn(active, node));
    if (flap === undefined) return false;
    this.#at.touch(flap, node, hash, 'callback lost');
    return true;
  }

  /** Whether asking the node how it is gets no answer. */
  isCutOff(node: number): boolean {
    return this.#cuts.length > 0 && this.#cuts.some((active) => this.#isOn(active, node));
  }

  #isOn(active: Cut, node: number): boolean {
    const { payers } = this.#at;
    const { fault } = active;
    const first = fault.node % Math.max(1, payers.length);
    const count = fault.kind === 'net.partition' ? fault.nodes : 1;
    const at = payers.indexOf(node);
    if (at === -1 || (at - first + payers.length) % payers.length >= count) return false;
    return !this.#resting.has(active.ordinal);
  }

  #flap(ordinal: number, step: number): void {
    const active = this.#cuts.find((cut) => cut.ordinal === ordinal);
    if (active?.fault.kind !== 'net.flap') return;
    const { kernel, payers, reset } = this.#at;
    const { durMs, cycles, downPct, node } = active.fault;
    const cycleMs = durMs / cycles;
    const downMs = (cycleMs * downPct) / 100;
    const goesDown = step % 2 === 0;
    if (goesDown) this.#resting.delete(ordinal);
    else this.#resting.add(ordinal);
    if (goesDown && payers.length > 0) reset(payers[node % payers.length]!);
    if (step + 1 < cycles * 2)
      kernel.schedule(kernel.nowMs + (goesDown ? downMs : cycleMs - downMs), this.#onFlap, ordinal, step + 1);
  }
}

function isOfNetwork({ fault }: ActiveFault): boolean {
  return fault.kind === 'net.partition' && fault.from === 'network';
}

function directionOf({ fault }: Cut): 'both' | 'outgoing' | 'incoming' {
  return fault.kind === 'net.partition' ? fault.direction : 'both';
}
