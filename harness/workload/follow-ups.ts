import type { Alteration, ClientOperation } from './operation.ts';

/** A request that is still to come, after its first. */
export interface FollowUp {
  readonly atMs: number;
  readonly kind: 'retry' | 'altered';
  readonly alters: Alteration | '';
  readonly first: ClientOperation;
}

/** Follow-ups by time, those of the same moment by the order of their firsts: a binary heap. */
export class FollowUps {
  readonly #heap: FollowUp[] = [];

  get nextAtMs(): number {
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  push(followUp: FollowUp): void {
    const heap = this.#heap;
    let at = heap.push(followUp) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at]!, heap[parent]!)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): FollowUp | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    heap[0] = last;
    let at = 0;
    while (true) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && before(heap[right]!, heap[least]!)) least = right;
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(one: number, other: number): void {
    const kept = this.#heap[one]!;
    this.#heap[one] = this.#heap[other]!;
    this.#heap[other] = kept;
  }
}

function before(one: FollowUp, other: FollowUp): boolean {
  return one.atMs !== other.atMs ? one.atMs < other.atMs : one.first.order < other.first.order;
}
