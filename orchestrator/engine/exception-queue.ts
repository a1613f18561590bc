import type { IntentId, NodeName, PaymentHash } from '../domain/ids.ts';
import type { ExceptionKind } from '../domain/ledger-event.ts';
import { isTerminal } from '../domain/status.ts';
import type { Entry } from './entry.ts';

/**
 * One matter for a person. The acts are those of `Engine.act`, and safe to do twice: a proof is checked again each time,
 * and what is closed stays closed. There is no act that declares an unknown outcome to be a failure.
 */
export interface QueueEntry {
  /** null: a node made a payment that the ledger does not know. */
  readonly intent: IntentId | null;
  readonly hash: PaymentHash;
  /** The node concerned, '' when no attempt was made. */
  readonly node: NodeName | '';
  readonly kind: ExceptionKind | 'unknown_to_ledger';
  readonly evidence: string;
  /** -1 when it is not known since when. */
  readonly raisedAtMs: number;
  readonly acts: readonly ('proof' | 'acknowledge')[];
}

/** The open exceptions of all intents, oldest first, then payments that nobody asked for. */
export function exceptionQueue(
  entries: Iterable<Entry>,
  orphans: ReadonlyMap<PaymentHash, NodeName>,
): readonly QueueEntry[] {
  const queue: QueueEntry[] = [];
  for (const { id, state } of entries) {
    if (!state?.exceptionOpen || state.exception === null) continue;
    const { kind, evidence, atMs } = state.exception;
    queue.push({
      intent: id,
      hash: state.intent.hash,
      node: state.attempts.at(-1)?.record.node ?? '',
      kind,
      evidence,
      raisedAtMs: atMs,
      acts: [isTerminal(state.status) ? 'acknowledge' : 'proof'],
    });
  }
  queue.sort((one, other) => one.raisedAtMs - other.raisedAtMs);
  for (const [hash, node] of orphans)
    queue.push({
      intent: null,
      hash,
      node,
      kind: 'unknown_to_ledger',
      evidence: `${node} made a payment of which the ledger has no record`,
      raisedAtMs: -1,
      acts: [],
    });
  return queue;
}
