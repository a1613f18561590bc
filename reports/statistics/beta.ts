import { logGamma } from './log-gamma.ts';

/**
 * Regularised incomplete beta function I_x(a, b), the distribution function of Beta(a, b), by its continued fraction
 * (modified Lentz). Shapes need not be whole, so effective sample sizes fit. Error below 1e-10 up to shapes of 1e6.
 * @throws RangeError for a shape that is not above 0, or x outside [0, 1].
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(a > 0) || !(b > 0)) throw new RangeError(`beta shapes must be above 0, got ${a} and ${b}`);
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x must be 0 to 1, got ${x}`);
  if (x === 0 || x === 1) return x;
  const front = Math.exp(logFront(x, a, b));
  // The fraction converges fast below the mean; above it the mirror image does.
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/** The x with I_x(a, b) = p: Newton steps kept inside a shrinking bracket. @throws RangeError as incompleteBeta. */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must be 0 to 1, got ${p}`);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const error = incompleteBeta(x, a, b) - p;
    if (error === 0) return x;
    if (error > 0) high = x;
    else low = x;
    const density = Math.exp(logFront(x, a, b)) / (x * (1 - x));
    const newton = x - error / density;
    const next = newton > low && newton < high ? newton : between(low, high);
    if (Math.abs(next - x) <= 1e-15 * Math.max(x, 1e-300)) return next;
    x = next;
  }
  return x;
}

/** The middle of a bracket, by magnitude while the bracket spans several: with small shapes x may be 1e-60. */
function between(low: number, high: number): number {
  if (low === 0) return high / 64;
  return high / low > 4 ? Math.sqrt(low * high) : (low + high) / 2;
}

/** ln of x^a (1−x)^b ÷ B(a, b). */
function logFront(x: number, a: number, b: number): number {
  return logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
}

const TINY = 1e-300;
const ITERATIONS_MAX = 20_000;

function continuedFraction(x: number, a: number, b: number): number {
  const awayFromZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= ITERATIONS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) return fraction;
  }
  return fraction;
}
