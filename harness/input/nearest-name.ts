/** The known name that a typo most likely meant, or nothing when none is near: at most a third of its letters differ. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance >= least || distance > Math.max(1, Math.floor(name.length / 3))) continue;
    best = name;
    least = distance;
  }
  return best;
}

/** Optimal string alignment distance: insert, delete, replace, and swap of two neighbours, each counted 1. */
export function editDistance(from: string, to: string): number {
  // A key of a megabyte is no typo; without this the table would be quadratic in it.
  if (Math.abs(from.length - to.length) > 32) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, above[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = above;
    above = row;
  }
  return above[to.length]!;
}

/** `did you mean "x"?`, or what to say when nothing is near. */
export function suggestion(typed: string, known: readonly string[], otherwise: string): string {
  const near = nearestName(typed, known);
  return near === undefined ? otherwise : `did you mean ${JSON.stringify(near)}?`;
}
