import type { FieldPath } from './field-path.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed text that can still say where each field stands. */
export interface ParsedText {
  readonly value: unknown;
  /** Offset of the key or list item at the path, or of the nearest one above it that is there. */
  readonly offsetOf: (path: FieldPath) => number;
}

/** A fault of the text itself, before any schema. */
export interface TextFault {
  readonly offset: number;
  readonly path: FieldPath;
  readonly found: string;
  readonly allowed: string;
  readonly message: string;
}

export type ParseOutcome =
  | { readonly ok: true; readonly parsed: ParsedText }
  | { readonly ok: false; readonly faults: readonly TextFault[] };

/** Turns offsets of a text into positions; the lines are counted once, so that thousands of problems stay cheap. */
export function positionsOf(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
