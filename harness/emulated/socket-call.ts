import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { NodeListing } from '#orchestrator/ports/node';
import type { RecordedCall } from '../sim/call-history.ts';
import type { CallFault, CallKind } from '../sim/faults/call-fault.ts';
import type { Ticket } from './call-tickets.ts';

/** One call of the orchestrator on its way through an adapter. */
export interface SocketCall extends RecordedCall {
  readonly kind: CallKind;
  readonly callId: number;
  readonly timeoutMs: number;
  readonly fault: CallFault | null;
  /** The daemon's epoch when the call left: a connection does not outlive its daemon. */
  readonly epoch: number;
  readonly sentAtMs: number;
  arrivesAtMs: number;
  ticket: Ticket | null;
  /** Whether the request may still be on its way, or in a hung node. */
  travels: boolean;
  /** Its time is over: once it no longer travels it is forgotten. */
  overdue: boolean;
  /** The orchestrator still waits. */
  waiting: boolean;
  /** When its answer gets here is settled. */
  isTimed: boolean;
  /** That moment has come: what the adapter says is told at once. */
  isDue: boolean;
  /** Its time is over: what the adapter says is told whatever lies in between. */
  isOver: boolean;
  /** What the adapter heard; null: it has not said yet. */
  answer: NodeAnswer | null;
  listing: NodeListing | null;
}
