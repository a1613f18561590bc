import type { DaemonEpoch, PaymentHash } from '../domain/ids.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';

/** What the rules of every daemon may look at beside the words of the daemon. */
export interface Asked {
  readonly hash: PaymentHash;
  /** The daemon's epoch at the moment at which it said this, '' when it did not say. */
  readonly epoch: DaemonEpoch | '';
  /** The epoch as last seen before the attempt was sent, '' when never seen. May have been old already at that moment. */
  readonly epochAtSend: DaemonEpoch | '';
}

/**
 * The daemon said nothing: the connection was refused, broke, or no answer came in time. The same for all daemons.
 * `refused`: the request never left (ECONNREFUSED while connecting; adapters.md §7, note *).
 */
export interface NoAnswer {
  readonly kind: 'no_answer';
  readonly why: 'refused' | 'reset' | 'timeout';
}

/** A word of the daemon that is read from its API as text: the known ones, and whatever the next version may say. */
export type Word<Known extends string> = Known | (string & Record<never, never>);

const NOT_SENT: NodeAnswer = { kind: 'not_sent' };
const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const TIMEOUT: NodeAnswer = { kind: 'unknown', cause: 'timeout' };

/** Only a refused connection proves that this call did not leave (adapters.md §1 (2)). */
export function withoutAnswer(said: NoAnswer): NodeAnswer {
  switch (said.why) {
    case 'refused':
      return NOT_SENT;
    case 'reset':
      return RESET;
    default:
      return TIMEOUT;
  }
}
