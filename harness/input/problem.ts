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
