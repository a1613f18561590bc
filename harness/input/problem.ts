import { formatProblems } from './format-problems.ts';

/** One thing that is wrong with a file of a person, complete enough to mend it without reading our source. */
export interface Problem {
  /** As the person wrote it. */
  readonly file: string;
  /** From 1; 0 when the file as a whole is meant (missing, too large, empty). */
  readonly line: number;
  readonly column: number;
  /** `channels[3].capacitySat`; empty for the document as a whole. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  /** What the difference between found and allowed means, or a suggestion. */
  readonly message: string;
}

export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };

/** A problem with the file as a whole. */
export function fileProblem(file: string, found: string, allowed: string, message: string): Refusal {
  return { ok: false, problems: [{ file, line: 0, column: 0, path: '', found, allowed, message }] };
}

/** Carries problems to the command line, which prints them without a stack and ends with 65 (EX_DATAERR). */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.problems = problems;
  }
}
