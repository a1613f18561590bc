import type { Input } from '../domain/context.ts';
import type { Draft } from '../domain/draft.ts';
import type { IntentId } from '../domain/ids.ts';
import type { IntentState } from '../domain/state.ts';

/** One intent in the memory of the process: its durable state, and what is under way around it (volatile). */
export interface Entry {
  readonly id: IntentId;
  readonly scope: string;
  readonly fingerprint: string;
  state: IntentState | null;
  /** The decision whose commit is under way; while there is one, inputs wait in the mailbox. */
  pending: Draft | null;
  /** What `pending` answers. */
  pendingInput: Input | null;
  /** A person's act that the store refused: it is taken again with the next ring. */
  again: Input | null;
  readonly mailbox: Input[];
  /** Requests that wait for the final answer. */
  readonly waiting: number[];
  /** Pay calls under way. */
  payCallsOpen: number;
  /** The look-up under way, 0 none. */
  lookupCallId: number;
  /** The attempt that it asks about. */
  lookupAttemptNo: number;
  lookupsMade: number;
  /** The one timer that counts, -1 none: older rings are ignored. */
  wakeAtMs: number;
  /** When the policy's windows took this intent in; -1: they do not hold it. */
  windowedAtMs: number;
  /** The attempt for which the router has set money aside, 0 none. */
  heldAttemptNo: number;
}

export function newEntry(id: IntentId, scope: string, fingerprint: string): Entry {
  return {
    id,
    scope,
    fingerprint,
    state: null,
    pending: null,
    pendingInput: null,
    again: null,
    mailbox: [],
    waiting: [],
    payCallsOpen: 0,
    lookupCallId: 0,
    lookupAttemptNo: 0,
    lookupsMade: 0,
    wakeAtMs: -1,
    windowedAtMs: -1,
    heldAttemptNo: 0,
  };
}
