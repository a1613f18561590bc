/** Simpler numbers than this one, the simplest first: 0, 1, then fewer digits. Never a larger one. */
export function rounder(value: number): readonly number[] {
  const found = [0, 1];
  const digits = String(Math.floor(value)).length;
  for (let kept = 1; kept < digits; kept++) {
    const unit = 10 ** (digits - kept);
    found.push(Math.floor(value / unit) * unit);
  }
  return [...new Set(found)].filter((simpler) => simpler < value);
}
