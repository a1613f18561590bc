/** A binary min-heap of (cost, node) on typed arrays, for searches. Old entries are left in and skipped by the searcher. */
export class NodeHeap {
  #cost = new Float64Array(256);
  #node = new Int32Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#size = 0;
  }

  push(cost: number, node: number): void {
    if (this.#size === this.#cost.length) this.#grow();
    const costs = this.#cost;
    const nodes = this.#node;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (costs[parent] <= cost) break;
      costs[at] = costs[parent];
      nodes[at] = nodes[parent];
      at = parent;
    }
    costs[at] = cost;
    nodes[at] = node;
  }

  /** The node of least cost; only call it when `size` is above 0. */
  pop(): number {
    const costs = this.#cost;
    const nodes = this.#node;
    const first = nodes[0];
    const size = --this.#size;
    const cost = costs[size];
    const node = nodes[size];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && costs[child + 1] < costs[child]) child++;
      if (costs[child] >= cost) break;
      costs[at] = costs[child];
      nodes[at] = nodes[child];
      at = child;
    }
    costs[at] = cost;
    nodes[at] = node;
    return first;
  }

  #grow(): void {
    const cost = new Float64Array(this.#cost.length * 2);
    cost.set(this.#cost);
    const node = new Int32Array(cost.length);
    node.set(this.#node);
    this.#cost = cost;
    this.#node = node;
  }
}
