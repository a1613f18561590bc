/** Exit codes of every command (design §7): an API. 1 is always about the product under test, never a crash. */
export const EXIT_CODES = {
  go: 0,
  noGo: 1,
  inconclusive: 2,
  /** A verdict exists, but the evidence behind it is altered or incomplete. */
  evidenceAltered: 3,
  usage: 64,
  badInput: 65,
  internal: 70,
  environmentUnavailable: 75,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

export function exitCodeOf(verdict: 'GO' | 'NO-GO' | 'INCONCLUSIVE'): ExitCode {
  switch (verdict) {
    case 'GO':
      return EXIT_CODES.go;
    case 'NO-GO':
      return EXIT_CODES.noGo;
    case 'INCONCLUSIVE':
      return EXIT_CODES.inconclusive;
  }
}
