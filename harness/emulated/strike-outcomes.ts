import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { RefusalKind } from '#orchestrator/ports/lightning-node';
import type { NodeListing } from '#orchestrator/ports/node';
import type { AfterRead, BeforeRead } from '../emulators/strike.ts';

/** What a caller in this process hears where a fault, or the end of the node, keeps the real answer from it. */
export interface StrikeOutcomes<Answer> {
  readonly timeout: Answer;
  readonly reset: Answer;
  /** The daemon never read it, and says so. */
  readonly unread: Readonly<Record<Exclude<BeforeRead, 'lost'>, Answer>>;
  /** The daemon read it, and its answer arrives as something else. */
  spoilt(after: Exclude<AfterRead, 'lost'>, said: Answer): Answer;
}

const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const UNAVAILABLE: NodeAnswer = { kind: 'unknown', cause: 'unavailable' };
const MALFORMED: NodeAnswer = { kind: 'unknown', cause: 'malformed' };
const NOT_SENT: NodeAnswer = { kind: 'not_sent' };

export const PAY_ANSWERS: StrikeOutcomes<NodeAnswer> = {
  timeout: { kind: 'unknown', cause: 'timeout' },
  reset: RESET,
  unread: {
    reset: RESET,
    error: UNAVAILABLE,
    throttled: UNAVAILABLE,
    unauthorized: { kind: 'rejected', reason: 'node_unavailable', epoch: '' },
    locked: NOT_SENT,
    refused: NOT_SENT,
  },
  spoilt(after, said) {
    switch (after) {
      case 'reset':
      case 'reset_mid':
        return RESET;
      case 'error':
        return UNAVAILABLE;
      case 'fee_missing':
        return said.kind === 'settled' ? { ...said, feeMsat: null } : said;
      case 'unknown_state':
        return said.kind === 'settled' || said.kind === 'failed' || said.kind === 'in_flight'
          ? MALFORMED
          : said;
      case 'truncated':
      case 'unreadable':
        return MALFORMED;
    }
  },
};

/** Who may not ask, or asks a node that is not ready, learns nothing of an earlier call. */
export const LOOKUP_ANSWERS: StrikeOutcomes<NodeAnswer> = {
  ...PAY_ANSWERS,
  unread: { ...PAY_ANSWERS.unread, unauthorized: UNAVAILABLE, locked: UNAVAILABLE },
};

const UNLISTED: NodeListing = { kind: 'unavailable' };
export const LISTINGS: StrikeOutcomes<NodeListing> = {
  timeout: UNLISTED,
  reset: UNLISTED,
  unread: {
    reset: UNLISTED,
    error: UNLISTED,
    throttled: UNLISTED,
    unauthorized: UNLISTED,
    locked: UNLISTED,
    refused: UNLISTED,
  },
  spoilt: (after, said) => (after === 'fee_missing' ? said : UNLISTED),
};

/** What a call comes to that may be refused. */
export type Outcomes<Value> = { readonly value: Value } | Refusal;
interface Refusal {
  readonly refused: RefusalKind;
  readonly why: string;
}

function refusal(refused: RefusalKind, why: string): Refusal {
  return { refused, why };
}

const BROKEN = refusal('unreachable', 'the connection broke');
const FAILED = refusal('answered_error', 'the node says that it is not available');
const UNREADABLE = refusal('malformed', 'the answer cannot be read');
export const REFUSALS = {
  timeout: refusal('timeout', 'no answer came in time'),
  reset: BROKEN,
  unread: {
    reset: BROKEN,
    error: FAILED,
    throttled: FAILED,
    unauthorized: refusal('credentials', 'the node does not accept the credentials'),
    locked: refusal('not_ready', 'the node is not ready'),
    refused: refusal('unreachable', 'nothing listens'),
  },
  spoilt<Value>(after: Exclude<AfterRead, 'lost'>, said: Outcomes<Value>): Outcomes<Value> {
    if (after === 'fee_missing' || after === 'unknown_state') return said;
    if (after === 'reset' || after === 'reset_mid') return BROKEN;
    return after === 'error' ? FAILED : UNREADABLE;
  },
} as const;
