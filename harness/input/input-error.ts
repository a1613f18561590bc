import { formatProblems } from './format-problems.ts';
import type { Problem } from './problem.ts';

/** Carries problems to the command line, which prints them without a stack and ends with 65 (EX_DATAERR). */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.problems = problems;
  }
}
