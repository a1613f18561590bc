import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { Callbacks } from '../callbacks.ts';
import type { Kernel } from '../kernel.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Forging = FaultOfKind<'evt.forged' | 'evt.stale_replay'>;
const KINDS = new Set<FaultKind>(['evt.forged', 'evt.stale_replay']);

export interface ForgeryParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly payers: readonly number[];
  readonly callbacks: Callbacks;
  /** Hash and payer of a payment that is open now; null when there is none. `pick` is any whole number. */
  readonly openPayment: (pick: number) => { readonly hash: string; readonly node: number } | null;
  readonly touch: Touch;
}

/** Callbacks that nobody owes: replays of old ones and lies (F40, F41), spread over the fault's time. */
export class Forgeries {
  readonly #at: ForgeryParts;
  readonly #on = new Map<number, Forging>();
  readonly #onNext: number;

  constructor(parts: ForgeryParts) {
    this.#at = parts;
    this.#onNext = parts.kernel.register((ordinal) => this.#next(ordinal));
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    const own = active as Forging;
    this.#on.set(active.ordinal, own);
    const { kernel } = this.#at;
    for (let at = 0; at < own.fault.count; at++)
      kernel.schedule(
        kernel.nowMs + (own.fault.durMs * (at + 1)) / (own.fault.count + 1),
        this.#onNext,
        active.ordinal,
        0,
      );
  }

  end(active: ActiveFault): void {
    this.#on.delete(active.ordinal);
  }

  #next(ordinal: number): void {
    const active = this.#on.get(ordinal);
    if (active === undefined) return;
    const { callbacks, payers, random, touch, openPayment } = this.#at;
    const { fault } = active;
    const node = payers[fault.node % payers.length]!;
    if (fault.kind === 'evt.stale_replay') {
      const hash = callbacks.replay(node, random.between(0, 1_000_000));
      if (hash !== null) touch(active, node, hash, 'old callback again');
      return;
    }
    if (fault.about === 'unknown-hash') {
      const hash = Array.from({ length: 8 }, () => random.uint32().toString(16).padStart(8, '0')).join('');
      callbacks.forge(node, hash, fault.claims);
      touch(active, node, hash, 'forged: unknown hash');
      return;
    }
    const open = openPayment(random.between(0, 1_000_000));
    if (open === null) return;
    const liar =
      fault.about === 'wrong-node' ? (payers.find((payer) => payer !== open.node) ?? node) : open.node;
    callbacks.forge(liar, open.hash, fault.claims);
    touch(active, liar, open.hash, `forged: ${fault.about}`);
  }
}
