import type { TimedFault } from '#chaos/registry';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { AfterRead, ApiStrike, BeforeRead } from '../../emulators/strike.ts';

export type CallKind = 'pay' | 'lookup' | 'list';

/** What a fault does to one call, in the order in which a call meets it. */
export type CallFault = {
  /** The same on the wire: what an emulated daemon's server does to the call. */
  readonly wire: ApiStrike;
} & (
  | { readonly kind: 'request_lost' }
  /** Answered before the daemon read it: nothing was done. `needsDaemon`: only a daemon that runs can say it. */
  | { readonly kind: 'answered'; readonly answer: NodeAnswer; readonly needsDaemon: boolean }
  /** The daemon acts, and the client gets this at once. */
  | { readonly kind: 'cut'; readonly answer: NodeAnswer }
  /** The daemon acts, and nobody ever hears of it. */
  | { readonly kind: 'response_lost' }
  /** The daemon acts, and its answer, when it comes, arrives as something else. */
  | { readonly kind: 'spoilt'; readonly spoil: (answer: NodeAnswer) => NodeAnswer }
);

const UNAVAILABLE: NodeAnswer = { kind: 'unknown', cause: 'unavailable' };
const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const MALFORMED: NodeAnswer = { kind: 'unknown', cause: 'malformed' };
const NOT_SENT: NodeAnswer = { kind: 'not_sent' };
const UNUSABLE: NodeAnswer = { kind: 'rejected', reason: 'node_unavailable', epoch: '' };

function unread(before: BeforeRead, answer: NodeAnswer, needsDaemon = true): CallFault {
  return { kind: 'answered', answer, needsDaemon, wire: { delayMs: 0, before, after: null } };
}

function cut(after: AfterRead, answer: NodeAnswer): CallFault {
  return { kind: 'cut', answer, wire: { delayMs: 0, before: null, after } };
}

function spoilt(after: AfterRead, spoil: (answer: NodeAnswer) => NodeAnswer): CallFault {
  return { kind: 'spoilt', spoil, wire: { delayMs: 0, before: null, after } };
}

export const REQUEST_LOST: CallFault = {
  kind: 'request_lost',
  wire: { delayMs: 0, before: 'lost', after: null },
};
const RESPONSE_LOST: CallFault = {
  kind: 'response_lost',
  wire: { delayMs: 0, before: null, after: 'lost' },
};
/** Refused before it was read, in words that no adapter takes for proof of that. */
export const BUSY = unread('error', UNAVAILABLE);
export const THROTTLED = unread('throttled', UNAVAILABLE);
/** Nothing listens at the other end: proof that this call was not sent, and of nothing else. */
export const REFUSED_CONNECTION = unread('refused', NOT_SENT, false);

/**
 * A wallet that is locked: the text is proof that this pay call was not dispatched, "still not evidence about earlier calls"
 * (adapters.md §7, footnote). The daemon runs, though the Lightning side of it does not.
 */
export const LOCKED: Readonly<Record<CallKind, CallFault>> = {
  pay: unread('locked', NOT_SENT, false),
  lookup: unread('locked', UNAVAILABLE, false),
  list: unread('locked', UNAVAILABLE, false),
};

/** Credentials are checked before a request is read (Eclair: "401 ⇒ not attempted", adapters.md §5): this pay call sent nothing. */
export const UNAUTHORIZED: Readonly<Record<CallKind, CallFault>> = {
  pay: unread('unauthorized', UNUSABLE),
  lookup: unread('unauthorized', UNAVAILABLE),
  list: unread('unauthorized', UNAVAILABLE),
};

type Counted = Extract<
  TimedFault,
  { kind: 'net.request_lost' | 'net.response_lost' | 'net.reset' | 'net.truncate' | 'api.error' }
>;

/** What a fault does that strikes so many calls of a sort. */
export function strikeOf(fault: Counted): CallFault {
  switch (fault.kind) {
    case 'net.request_lost':
      return REQUEST_LOST;
    case 'net.response_lost':
      return RESPONSE_LOST;
    case 'net.reset':
      if (fault.phase === 'before') return unread('reset', RESET);
      return fault.phase === 'mid' ? spoilt('reset_mid', () => RESET) : cut('reset', RESET);
    case 'net.truncate':
      return spoilt('truncated', () => MALFORMED);
    case 'api.error':
      return fault.accepted ? cut('error', UNAVAILABLE) : BUSY;
  }
}

/** An answer in a form that the client only partly knows. */
export const DRIFTS: Readonly<Record<Extract<TimedFault, { kind: 'api.schema_drift' }>['drift'], CallFault>> =
  {
    unreadable: spoilt('unreadable', () => MALFORMED),
    unknown_state: spoilt('unknown_state', (answer) =>
      answer.kind === 'settled' || answer.kind === 'failed' || answer.kind === 'in_flight'
        ? MALFORMED
        : answer,
    ),
    fee_missing: spoilt('fee_missing', (answer) =>
      answer.kind === 'settled' ? { ...answer, feeMsat: null } : answer,
    ),
  };
