import type { IntentId } from '../domain/ids.ts';
import type { AuditDraft, AuditRecord, LedgerEvent } from '../domain/ledger-event.ts';

/** One atomic write: all of it becomes durable, or none. */
export interface CommitGroup {
  /** Names this commit when its result comes back; unique within one engine incarnation. */
  readonly ticket: number;
  /** The term under which the writer holds the journal (`Journal.claim`). */
  readonly term: number;
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
 * store's unique constraints, the last word when several processes run); nothing was written. `fenced`: another process
 * has claimed the journal since; nothing was written, nor will be, and the engine stops.
 */
export type CommitResult = 'durable' | 'failed' | 'unknown' | 'conflict' | 'fenced';

/** The right to write, from one `claim` to the next, whoever makes it. */
export interface JournalClaim {
  /** The fencing token: rises with every claim. */
  readonly term: number;
  /** How many groups are durable at the claim. A replay that shows fewer reads an older state than that. */
  readonly groups: number;
}

/** Results come back through `Engine.committed(ticket, result)`: an embedded store may call it before `commit` returns. */
export interface Journal {
  commit(group: CommitGroup): void;
  /**
   * Takes the journal over: from here on every commit of an earlier term is refused, whether or not its process knows
   * that it has been replaced. A write to the primary, so `groups` is never a stale number.
   */
  claim(): JournalClaim;
  /**
   * Whether nobody has claimed the journal since `term`. Asked right before a payment leaves and before a client is
   * answered, because a process that was stalled may have been replaced meanwhile. A store that cannot say at once answers from a lease.
   */
  holds(term: number): boolean;
  /** Every durable group, oldest first. Torn groups are not durable. */
  replay(visit: (group: DurableGroup) => void): void;
}
