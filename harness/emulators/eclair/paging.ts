import type { Form } from './form.ts';
import { malformed } from './refusal.ts';

const DAY_S = 86_400;

/** Which rows of a list are wanted. */
export interface Page {
  readonly start: number;
  /** Infinity: all that follow. */
  readonly end: number;
  of<Row>(rows: readonly Row[]): readonly Row[];
}

/** `count` and `skip`. @throws Refusal for a skip alone */
export function pageOf(form: Form): Page {
  const count = form.int('count');
  const start = form.int('skip') ?? 0;
  if (count === undefined && form.text('skip') !== undefined) throw malformed('skip', 'Must specify count');
  const end = count === undefined ? Number.POSITIVE_INFINITY : start + count;
  return { start, end, of: (rows) => rows.slice(start, end) };
}

/** `from` and `to`, in seconds; without them the last day. */
export function spanOf(form: Form, nowMs: number): (ms: number) => boolean {
  const nowS = Math.floor(nowMs / 1000);
  const fromMs = (form.long('from') ?? nowS - DAY_S) * 1000;
  const to = form.long('to');
  // The present second belongs to it.
  const toMs = to === undefined ? nowMs : to * 1000;
  return (ms) => ms >= fromMs && ms <= toMs;
}
