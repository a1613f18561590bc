/**
 * A seeded stream of randomness, as a port. One seed a trial, one fork a concern: an extra draw in one stream never
 * reshuffles another (simulation-and-chaos.md §A).
 */
export interface Random {
  /** An independent stream; the same label always gives the same stream, whatever was drawn before. */
  fork(label: string): Random;
  /** A 32-bit unsigned integer. */
  uint32(): number;
  /** A number in [0, 1) with 53 random bits. */
  unit(): number;
  /** A whole number in [min, max], both included. */
  between(min: number, max: number): number;
  /** True `hits` times out of `of`. */
  chance(hits: number, of: number): boolean;
}
