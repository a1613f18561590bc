import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Shaping = FaultOfKind<'evt.delay' | 'evt.duplicate' | 'evt.reorder' | 'evt.drop'>;

const SHAPING = new Set<FaultKind>(['evt.delay', 'evt.duplicate', 'evt.reorder', 'evt.drop']);

/** When and how often one genuine callback arrives. */
export interface Delivery {
  readonly atMs: number;
  readonly cause: 'genuine' | 'late' | 'duplicate' | 'reordered';
}

/** Faults on a node's own callbacks: F36 to F39. */
export class CallbackFaults {
  readonly #random: Random;
  readonly #payers: readonly number[];
  readonly #touch: Touch;
  #shaping: Shaping[] = [];

  constructor(random: Random, payers: readonly number[], touch: Touch) {
    this.#random = random;
    this.#payers = payers;
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return SHAPING.has(kind);
  }

  begin(active: ActiveFault): void {
    this.#shaping.push(active as Shaping);
  }

  end(active: ActiveFault): void {
    this.#shaping = this.#shaping.filter((other) => other !== active);
  }

  /** The deliveries of a callback that would arrive at `atMs`; none when it is dropped. */
  deliveries(node: number, hash: string, atMs: number): readonly Delivery[] {
    if (this.#shaping.length === 0) return [{ atMs, cause: 'genuine' }];
    let whenMs = atMs;
    let cause: Delivery['cause'] = 'genuine';
    const copies: Delivery[] = [];
    for (const active of this.#shaping) {
      const { fault } = active;
      if (this.#payers[fault.node % this.#payers.length] !== node) continue;
      switch (fault.kind) {
        case 'evt.drop':
          if (!this.#random.chance(fault.sharePct, 100)) break;
          this.#touch(active, node, hash, 'callback dropped');
          return [];
        case 'evt.delay':
          whenMs += fault.delayMs;
          cause = 'late';
          this.#touch(active, node, hash, 'callback delayed');
          break;
        case 'evt.reorder':
          whenMs = mirrored(whenMs, fault.spanMs);
          cause = 'reordered';
          this.#touch(active, node, hash, 'callback reordered');
          break;
        case 'evt.duplicate':
          for (let copy = 1; copy <= fault.copies; copy++)
            copies.push({ atMs: whenMs + copy * fault.gapMs, cause: 'duplicate' });
          this.#touch(active, node, hash, 'callback doubled');
          break;
      }
    }
    return [{ atMs: whenMs, cause }, ...copies];
  }
}

/** Collected until the end of its span, then delivered in the opposite order: the last first. */
function mirrored(atMs: number, spanMs: number): number {
  if (spanMs === 0) return atMs;
  const endMs = (Math.floor(atMs / spanMs) + 1) * spanMs;
  return endMs + (endMs - atMs);
}
