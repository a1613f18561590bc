import { INTENT_STATUSES, type IntentStatus } from '#orchestrator/domain/status';
import { FAULT_CLASSES, type FaultClass } from './fault-class.ts';

/** Rows of the C15 matrix, in the order of an intent's life. */
export const PAIR_STATES: readonly IntentStatus[] = [
  'received',
  'awaiting_approval',
  'ready',
  'in_flight',
  'in_doubt',
  'settled',
  'failed',
  'expired',
  'declined',
  'canceled',
];

/** Where an intent is, as an index of `PAIR_STATES`. */
export const RECEIVED = 0;
export const READY = 2;
export const IN_FLIGHT = 3;
export const IN_DOUBT = 4;
/** From here on states are final: nothing but a late word about the payment itself can strike them. */
export const FIRST_FINAL = 5;

const indexOf = new Map<string, number>(PAIR_STATES.map((state, index) => [state, index]));

/** @throws RangeError for a word that is no state of an intent. */
export function stateIndex(state: string): number {
  const index = indexOf.get(state);
  if (index === undefined) throw new RangeError(`no intent state ${state}; there are ${INTENT_STATUSES}`);
  return index;
}

export const PAIR_COUNT = PAIR_STATES.length * FAULT_CLASSES.length;

export function pairIndex(state: number, faultClass: number): number {
  return state * FAULT_CLASSES.length + faultClass;
}

export interface Pair {
  readonly state: IntentStatus;
  readonly faultClass: FaultClass;
  /** Why no run is asked for it, in words: no fault of the class can strike this state, or hardly ever; null: it is. */
  readonly unreachable: string | null;
}

const ENDED =
  'the intent has ended: what still comes (a lost callback, a restored back-up) is counted where it happens, but too rare to be asked for';
const LATE_PERSON =
  'a fault of a person strikes when she is asked, which is before; that she answers too late is counted as C10';
const NEVER_SENT = 'intents end like this before anything is sent, so no node ever has a word about them';
const NOTHING_SENT =
  'nothing of the payment has reached a node, so no answer and no callback can be about it; one that is about everything is counted, but not asked for';
const BETWEEN =
  'between two attempts no call about the payment is under way; one that is about everything is counted, but too rare to be asked for';
const UNASKED = 'no person is asked about an intent in this state';
const CANCELED =
  'the engine can cancel, but neither clients nor approvers of the simulation ask for it: no intent gets here';

/** What can still come after a payment has settled: callbacks, lost or old, and a node that has forgotten it. */
const AFTER_SETTLED: readonly FaultClass[] = ['node', 'net', 'evt'];

/** Why a pair cannot be met; the first line that fits is told. */
function unreachable(state: IntentStatus, faultClass: FaultClass): string | null {
  if (state === 'canceled') return CANCELED;
  if (state === 'declined') return NEVER_SENT;
  if (state === 'settled') return AFTER_SETTLED.includes(faultClass) ? null : ENDED;
  if (state === 'failed') return faultClass === 'evt' ? null : ENDED;
  if (state === 'expired') return faultClass === 'human' ? LATE_PERSON : ENDED;
  if (faultClass === 'human') return state === 'awaiting_approval' ? null : UNASKED;
  if (faultClass === 'api' && state === 'ready') return BETWEEN;
  const early = state === 'received' || state === 'awaiting_approval';
  return early && (faultClass === 'api' || faultClass === 'evt') ? NOTHING_SENT : null;
}

/** All pairs, row by row: position is `pairIndex`. */
export const PAIRS: readonly Pair[] = PAIR_STATES.flatMap((state) =>
  FAULT_CLASSES.map((faultClass) => ({ state, faultClass, unreachable: unreachable(state, faultClass) })),
);

/** For example `in_flight × net`. */
export function pairName({ state, faultClass }: Pick<Pair, 'state' | 'faultClass'>): string {
  return `${state} × ${faultClass}`;
}
