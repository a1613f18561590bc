import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

/** What a fault does to one call. `accepted_error`: the node acts, but the client gets an error. */
export interface CallFault {
  readonly kind:
    | 'request_lost'
    | 'response_lost'
    | 'reset_before'
    | 'reset_after'
    | 'refused'
    | 'accepted_error';
}

const KINDS = new Set<FaultKind>([
  'net.request_lost',
  'net.response_lost',
  'net.reset',
  'api.error',
  'net.latency',
]);

type Striking = FaultOfKind<'net.request_lost' | 'net.response_lost' | 'net.reset' | 'api.error'>;

/** Faults between orchestrator and node: F21 to F25 and F32. */
export class CallFaults {
  readonly #random: Random;
  readonly #touch: Touch;
  readonly #payers: readonly number[];
  readonly #onFailed: (node: number) => void;
  #striking: Striking[] = [];
  #slowing: FaultOfKind<'net.latency'>[] = [];

  constructor(random: Random, payers: readonly number[], touch: Touch, onFailed: (node: number) => void) {
    this.#random = random;
    this.#touch = touch;
    this.#payers = payers;
    this.#onFailed = onFailed;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    if (active.fault.kind === 'net.latency') this.#slowing.push(active as FaultOfKind<'net.latency'>);
    else this.#striking.push(active as Striking);
  }

  end(active: ActiveFault): void {
    this.#striking = this.#striking.filter((other) => other !== active);
    this.#slowing = this.#slowing.filter((other) => other !== active);
  }

  /** What happens to the call that is about to leave; the oldest fault that wants it gets it. */
  strike(node: number, call: 'pay' | 'lookup', hash: string): CallFault | null {
    for (const active of this.#striking) {
      const { fault } = active;
      if (this.#payerOf(fault.node) !== node || (fault.call !== 'any' && fault.call !== call)) continue;
      if (active.counted >= fault.count) continue;
      active.counted++;
      const struck = effectOf(fault);
      this.#touch(active, node, hash, `${call}: ${struck.kind}`);
      return struck;
    }
    return null;
  }

  /** What a message to or from the node takes longer, in ms. */
  delayMs(node: number): number {
    let delayMs = 0;
    for (const active of this.#slowing) {
      const { fault } = active;
      if (this.#payerOf(fault.node) !== node) continue;
      const jitter = fault.jitterMs === 0 ? 0 : this.#random.between(0, fault.jitterMs);
      delayMs += fault.delayMs + jitter;
      this.#touch(active, node, '', 'message delayed');
    }
    return delayMs;
  }

  callFailed(node: number): void {
    this.#onFailed(node);
  }

  #payerOf(ordinal: number): number {
    return this.#payers[ordinal % this.#payers.length]!;
  }
}

function effectOf(fault: Striking['fault']): CallFault {
  switch (fault.kind) {
    case 'net.request_lost':
      return { kind: 'request_lost' };
    case 'net.response_lost':
      return { kind: 'response_lost' };
    case 'net.reset':
      return { kind: fault.phase === 'before' ? 'reset_before' : 'reset_after' };
    case 'api.error':
      return { kind: fault.accepted ? 'accepted_error' : 'refused' };
  }
}
