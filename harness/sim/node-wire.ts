import type { Random } from '#chaos/random';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { NodeCalls, NodeHint, NodeListing } from '#orchestrator/ports/node';
import type { CallFaults } from './faults/call-faults.ts';
import type { InvoiceTexts } from './invoice-text.ts';
import type { Kernel } from './kernel.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { PaySaid } from './personality/said.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { SimWorld } from './world.ts';

/** Calls of process number n carry numbers from n times this on: answers find their way back. */
export const CALLS_PER_PROCESS = 1_000_000_000;

/**
 * What lies between orchestrator and nodes in a trial: calls one way, answers and events the other, and what the world tells of
 * the nodes at its far end.
 */
export interface NodeWire extends NodeCalls {
  isWaiting(callId: number): boolean;
  /** The node tells of a payment on its event stream, now. */
  told(hint: NodeHint): void;

  /** The node answers a pay call of earlier. */
  paySaid(call: number, said: PaySaid): void;
  /** The node's record of this hash changed: its list shows it from now on. */
  recordChanged(node: number, hash: string): void;
  nodeMoved(node: number, state: 'up' | 'down' | 'hung'): void;

  /** The connection to the node is cut: whoever waits sees it; requests under way still arrive. */
  cutOff(node: number): void;
  /** Process number `of` lives, and opens its connections. */
  orchestratorStarted(of: number): void;
  /** The sockets of the orchestrator that made these calls are gone; requests under way still arrive. */
  orchestratorDied(made?: (callId: number) => boolean): void;
}

/** Where answers go: the orchestrator, if it still lives. */
export interface AnswerSink {
  answered(callId: number, answer: NodeAnswer): void;
  listed(callId: number, listing: NodeListing): void;
  /** `of`: the process on whose stream it came; every process that lives when not given. */
  hinted(hint: NodeHint, of?: number): void;
}

export interface WireParts {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly recorder: HistoryRecorder;
  readonly ledger: LedgerHistory;
  readonly invoices: InvoiceTexts;
  readonly faults: CallFaults;
  readonly random: Random;
  readonly apiMs: { readonly min: number; readonly max: number };
  readonly sink: AnswerSink;
  /** A pay call leaves for this node. */
  readonly sent: (node: number) => void;
  /** How long a node's list shows what changed; for ever when not given. */
  readonly forgetAfterMs?: number;
}
