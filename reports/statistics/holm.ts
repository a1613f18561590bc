/**
 * Which hypotheses Holm's step-down procedure rejects, with family-wise error at most alpha (Holm 1979). The order of the
 * answer is the order of the p-values given.
 */
export function holmRejects(pValues: readonly number[], alpha: number): readonly boolean[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p || a.index - b.index);
  const rejected = pValues.map(() => false);
  for (let step = 0; step < order.length; step++) {
    const { p, index } = order[step]!;
    if (p > alpha / (order.length - step)) break;
    rejected[index] = true;
  }
  return rejected;
}
