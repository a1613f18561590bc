/** One figure of the benchmark, beside its bar. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: { readonly op: '>=' | '<=' | '<' | '='; readonly value: number };
  /** What else was seen, for the table. */
  readonly note: string;
}

/** One measurement and the figures that it gives. */
export interface BenchJob {
  readonly ids: readonly string[];
  measure(): Promise<readonly Figure[]>;
}

export function meetsBar({ value, bar }: Figure): boolean {
  if (bar.op === '>=') return value >= bar.value;
  if (bar.op === '<=') return value <= bar.value;
  if (bar.op === '<') return value < bar.value;
  return value === bar.value;
}
