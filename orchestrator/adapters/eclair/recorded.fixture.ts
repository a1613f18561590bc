import recorded from './fixtures/recorded.json' with { type: 'json' };

export type RecordedName = keyof typeof recorded.answers;

export interface Recorded {
  readonly status: number;
  readonly body: unknown;
  /** What was asked. */
  readonly form: Readonly<Record<string, string>>;
  /** The hash that the answer is about; '' for none. */
  readonly hash: string;
}

/** What a real Eclair answered; the origin stands in the file. */
export function recordedAnswer(name: RecordedName): Recorded {
  const answer: { body: unknown; status?: number; form?: object } = recorded.answers[name];
  const { body, status = 200, form = {} } = answer;
  const hash = /"paymentHash": ?"([0-9a-f]{64})"/.exec(JSON.stringify({ form, body }))?.[1] ?? '';
  return { status, body, form: form as Record<string, string>, hash };
}
