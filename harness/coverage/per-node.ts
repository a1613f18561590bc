/** How many of something each node has; grows to the highest ordinal seen. */
export class PerNode {
  private readonly counts: number[] = [];

  add(node: number, by: number): void {
    if (node < 0) return;
    while (this.counts.length <= node) this.counts.push(0);
    this.counts[node] += by;
  }

  of(node: number): number {
    return node >= 0 && node < this.counts.length ? this.counts[node] : 0;
  }
}
