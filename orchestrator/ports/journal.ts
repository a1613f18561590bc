import type { IntentId } from '../domain/ids.ts';
import type { AuditDraft, AuditRecord, LedgerEvent } from '../domain/ledger-event.ts';

/** One atomic write: all of it becomes durable, or none. */
export interface CommitGroup {
  /** Names this commit when its result comes back; unique within one engine incarnation. */
  readonly ticket: number;
  readonly intent: IntentId;
  readonly events: readonly LedgerEvent[];
  /** The journal chains these to its audit log in the same write, in the order in which groups become durable. */
  readonly audit: readonly AuditDraft[];
}

/** A group as it stands in the journal. */
export interface DurableGroup {
  readonly intent: IntentId;
  readonly events: readonly LedgerEvent[];
  readonly audit: readonly AuditRecord[];
}

/**
 * `failed`: surely not written. `unknown`: the store did not say whether the group is durable; the engine stops and
 * recovers from the journal. `conflict`: the tenant's key or the payment hash already belongs to another intent (the
 * store's unique constraints, the last word when several processes run); nothing was written.
 */
export type CommitResult = 'durable' | 'failed' | 'unknown' | 'conflict';

/** Results come back through `Engine.committed(ticket, result)`: an embedded store may call it before `commit` returns. */
export interface Journal {
  commit(group: CommitGroup): void;
  /** Every durable group, oldest first. Torn groups are not durable. */
  replay(visit: (group: DurableGroup) => void): void;
}
