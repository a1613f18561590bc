import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { Kernel } from '../kernel.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Resetting = FaultOfKind<'evt.stream_reset_cursor_loss'>;
type Shaping = FaultOfKind<'evt.delay' | 'evt.duplicate' | 'evt.reorder' | 'evt.drop'> | Resetting;

const SHAPING = new Set<FaultKind>([
  'evt.delay',
  'evt.duplicate',
  'evt.reorder',
  'evt.drop',
  'evt.stream_reset_cursor_loss',
]);

/** When and how often one genuine callback arrives. */
export interface Delivery {
  readonly atMs: number;
  readonly cause: 'genuine' | 'late' | 'duplicate' | 'reordered';
}

/** Faults on a node's own callbacks: F36 to F39, F42. */
export class CallbackFaults {
  readonly #random: Random;
  readonly #payers: readonly number[];
  readonly #touch: Touch;
  #shaping: Shaping[] = [];
  /** Streams that were opened again, with how many callbacks they will still skip. */
  readonly #reopened = new Map<number, number>();
  #replayLast: (node: number, count: number) => number = () => 0;
  #reopenAt: (atMs: number, ordinal: number) => void = () => {};

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
    if (active.fault.kind === 'evt.stream_reset_cursor_loss')
      this.#reopenAt(active.fault.downMs, active.ordinal);
  }

  end(active: ActiveFault): void {
    if (active.fault.kind === 'evt.stream_reset_cursor_loss') this.#reopen(active.ordinal);
    this.#shaping = this.#shaping.filter((other) => other !== active);
    this.#reopened.delete(active.ordinal);
  }

  /** `replayLast`: has the node send its last callbacks again; returns how many there were. */
  connect(kernel: Kernel, replayLast: (node: number, count: number) => number): void {
    this.#replayLast = replayLast;
    const onReopen = kernel.register((ordinal) => this.#reopen(ordinal));
    this.#reopenAt = (afterMs, ordinal) => kernel.schedule(kernel.nowMs + afterMs, onReopen, ordinal, 0);
  }

  #reopen(ordinal: number): void {
    const active = this.#shaping.find((shaping) => shaping.ordinal === ordinal);
    if (active?.fault.kind !== 'evt.stream_reset_cursor_loss' || this.#reopened.has(ordinal)) return;
    const { cursor, count } = active.fault;
    this.#reopened.set(ordinal, cursor === 'ahead' ? count : 0);
    if (cursor !== 'rewound') return;
    const node = this.#payers[active.fault.node % this.#payers.length]!;
    const replayed = this.#replayLast(node, count);
    if (replayed > 0) this.#touch(active, node, '', `${replayed} callbacks again`);
  }

  #isSkipped(ordinal: number): boolean {
    const left = this.#reopened.get(ordinal);
    if (left === undefined) return true;
    if (left === 0) return false;
    this.#reopened.set(ordinal, left - 1);
    return true;
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
        case 'evt.stream_reset_cursor_loss':
          if (!this.#isSkipped(active.ordinal)) break;
          this.#touch(active, node, hash, 'callback missed');
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
