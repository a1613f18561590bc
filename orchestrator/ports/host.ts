import type { BoundaryName, BoundaryPhase } from '../domain/boundaries.ts';
import type { IntentId } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import type { IntentStatus } from '../domain/status.ts';
import type { Journal } from './journal.ts';
import type { NodeCalls } from './node.ts';

/**
 * Everything that the engine can do to the world. All calls return at once; what comes of them is fed back into the
 * engine as inputs, so that a simulated step costs no promise and no timer.
 */
export interface EnginePorts {
  nowMs(): number;
  /** A fresh id. In production unguessable; in the simulation a counter. */
  newIntentId(): IntentId;
  readonly journal: Pick<Journal, 'commit' | 'holds'>;
  readonly nodes: NodeCalls;
  /** Rings once at or after that moment through `Engine.woke(intent, atMs)`. Lost in a crash; recovery sets new ones. */
  wake(atMs: number, intent: IntentId): void;
  respond(requestId: number, status: number, body: string): void;
  /**
   * Announces a write boundary, with the durable status of the intent concerned ('none': nothing of it is durable). The
   * host may end the process here (and then does not return).
   */
  boundary(name: BoundaryName, phase: BoundaryPhase, status: IntentStatus | 'none'): void;
  /** The engine can no longer trust its memory: end this process and start again from the journal. */
  stop(why: string): void;
  reconciled(report: ReconcileReport): void;
  /** These intents ended long ago and are forgotten: the journal may drop their groups and free their keys and hashes. */
  forgotten(intents: readonly PaymentIntent[]): void;
}

/** One pass of the reconciler. */
export interface ReconcileReport {
  /** Records in which ledger and node disagree. */
  readonly discrepancies: number;
  /** Look-ups started or exceptions raised because of them. */
  readonly actions: number;
  /** Payments that a node made and of which the ledger has no record: always wrong. */
  readonly orphans: number;
  /** Nodes that did not answer: this pass says nothing about them. */
  readonly silentNodes: number;
}
