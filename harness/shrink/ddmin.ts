/**
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002): the items without
 * which `fails` is no longer true. `fails(items)` must be true. The result is 1-minimal: taking any single item away
 * makes it false, unless `fails` gave up before (a spent budget answers false).
 */
export function ddmin<T>(items: readonly T[], fails: (kept: readonly T[]) => boolean): readonly T[] {
  if (items.length === 0 || fails([])) return [];
  let kept = items;
  let parts = 2;
  while (kept.length >= 2) {
    const size = Math.ceil(kept.length / parts);
    const smaller = removeOne(kept, size, fails);
    if (smaller !== null) {
      kept = smaller;
      parts = Math.max(2, Math.min(parts - 1, kept.length));
    } else if (size === 1) break;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}

/** The items without one chunk, for the first chunk that can go; null when none can. */
function removeOne<T>(
  items: readonly T[],
  size: number,
  fails: (kept: readonly T[]) => boolean,
): readonly T[] | null {
  for (let from = 0; from < items.length; from += size) {
    const rest = [...items.slice(0, from), ...items.slice(from + size)];
    // Nothing at all was tried first.
    if (rest.length > 0 && fails(rest)) return rest;
  }
  return null;
}
