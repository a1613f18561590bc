import type { HistoryEvent } from '#reports/evidence/history';

/** Words that can stand before or after an act. The index is part of the act's number. */
const WORDS = [
  '',
  'received',
  'declined',
  'awaiting_approval',
  'ready',
  'in_flight',
  'in_doubt',
  'settled',
  'failed',
  'expired',
  'canceled',
  'allow',
  'review',
  'deny',
  'given',
  'refused',
  'raised',
  'closed',
  'requested',
  '(another word)',
];
const OTHER = WORDS.length - 1;
const NUMBER = new Map(WORDS.map((word, index) => [word, index]));
const STATE = 0;
const DECISION = 1;
const APPROVAL = 2;
const EXCEPTION = 3;
const DISPATCH = 4;
const RESEND = 5;
const ACTIONS = ['state', 'decision', 'approval', 'exception', 'dispatch'];
const MARKS = ACTIONS.map((action) => `"${action}","`);
const KIND_SPAN = 4096;
const WORD_SPAN = 64;

/** Ends of records (from the action on) and what they mean; bounded, because causes can be anything. */
const ACT_OF_TAIL = new Map<string, number>();
const TAILS_MAX = 1_000;

function act(kind: number, before: string, after: string): number {
  return kind * KIND_SPAN + (NUMBER.get(before) ?? OTHER) * WORD_SPAN + (NUMBER.get(after) ?? OTHER);
}

/** What every canonical record begins with is longer than this (name, number, hash) and has nothing to find. */
const HEAD_LENGTH_MIN = '["fulgurite-audit-v1",1,"'.length + 64;

/** Text elements of a canonical record from `action` on: `"action","before","after","cause"]`. */
function fromAction(text: string, mark: string): readonly [before: string, after: string] | undefined {
  if (text.includes('\\')) {
    const fields: unknown = JSON.parse(text);
    return Array.isArray(fields) ? [String(fields[7]), String(fields[8])] : undefined;
  }
  const found = text.indexOf(mark, HEAD_LENGTH_MIN);
  if (found < 0) return undefined;
  const start = found + mark.length;
  const middle = text.indexOf('","', start);
  const end = text.indexOf('","', middle + 3);
  return middle < 0 || end < 0 ? undefined : [text.slice(start, middle), text.slice(middle + 3, end)];
}

/**
 * Acts that must be audited, as small numbers, so that an act and its record meet without text. The words of the
 * actions are those of the canonical record: `["fulgurite-audit-v1", seq, previousHash, atMs, intent, actor, action,
 * before, after, cause]`.
 */
export const auditedAct = {
  /** A record of something else (the activation of a policy), which no history event asks for. */
  NONE: -1,

  state: (before: string, after: string): number => act(STATE, before, after),
  decision: (after: string): number => act(DECISION, '', after),
  approval: (before: string, after: string): number => act(APPROVAL, before, after),
  exception: (after: string): number => act(EXCEPTION, '', after),
  dispatch: (attempt: number): number => DISPATCH * KIND_SPAN + attempt,
  resend: (attempt: number): number => RESEND * KIND_SPAN + attempt,

  fromRecord(event: HistoryEvent): number {
    const kind = ACTIONS.indexOf(event.state);
    if (kind < 0) return this.NONE;
    // Most records end in one of a few texts: what one of them means is read once.
    const found = event.cause.indexOf(MARKS[kind]!, HEAD_LENGTH_MIN);
    const tail = found < 0 ? '' : event.cause.slice(found);
    const known = tail === '' ? undefined : ACT_OF_TAIL.get(tail);
    if (known !== undefined) return known;
    const act = this.read(event, kind);
    if (ACT_OF_TAIL.size === TAILS_MAX) ACT_OF_TAIL.clear();
    if (tail !== '' && !event.cause.includes('\\')) ACT_OF_TAIL.set(tail, act);
    return act;
  },

  read(event: HistoryEvent, kind: number): number {
    const texts = fromAction(event.cause, MARKS[kind]!);
    if (texts === undefined) return act(kind === DISPATCH ? STATE : kind, OTHER_WORD, OTHER_WORD);
    const [before, after] = texts;
    if (kind === STATE || kind === APPROVAL) return act(kind, before, after);
    if (kind !== DISPATCH) return act(kind, '', after);
    const attempt = Number(after.slice(after.lastIndexOf(' ') + 1)) || 0;
    // A resend of the same attempt says `attempt N` before as well.
    return before === '' ? this.dispatch(attempt) : this.resend(attempt);
  },

  describe(code: number): string {
    const kind = Math.floor(code / KIND_SPAN);
    if (kind >= RESEND) return `resend of attempt ${code - RESEND * KIND_SPAN}`;
    if (kind >= DISPATCH) return `dispatch of attempt ${code - DISPATCH * KIND_SPAN}`;
    const before = WORDS[Math.floor((code % KIND_SPAN) / WORD_SPAN)];
    const after = WORDS[code % WORD_SPAN];
    const moves = kind === STATE || kind === APPROVAL;
    return moves ? `${ACTIONS[kind]} ${before || '(none)'} → ${after}` : `${ACTIONS[kind]} ${after}`;
  },
} as const;

const OTHER_WORD = WORDS[OTHER];
