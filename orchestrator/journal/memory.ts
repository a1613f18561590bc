import { AuditChain, type ChainHead } from '../audit/chain.ts';
import type { IntentId, PaymentHash, TenantId } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import type { CommitGroup, CommitResult, DurableGroup, Journal, JournalClaim } from '../ports/journal.ts';

/**
 * A journal for one process, in memory: every group is durable at once, and the result comes back before `commit`
 * returns. `(tenant, key)` and payment hash belong to one intent for ever.
 */
export class MemoryJournal implements Journal {
  readonly #groups: DurableGroup[] = [];
  readonly #chain = new AuditChain();
  readonly #intentOfKey = new Map<TenantId, Map<string, IntentId>>();
  readonly #intentOfHash = new Map<PaymentHash, IntentId>();
  readonly #onResult: (ticket: number, result: CommitResult) => void;

  #term = 0;

  constructor(options: { readonly onResult: (ticket: number, result: CommitResult) => void }) {
    this.#onResult = options.onResult;
  }

  /** Where the audit chain stands: anchor this outside. */
  get auditHead(): ChainHead {
    return this.#chain.head;
  }

  commit(group: CommitGroup): void {
    this.#onResult(group.ticket, this.#write(group));
  }

  claim(): JournalClaim {
    return { term: ++this.#term, groups: this.#groups.length };
  }

  holds(term: number): boolean {
    return term === this.#term;
  }

  /** Visits the groups that are there now; what a visitor commits is not visited. */
  replay(visit: (group: DurableGroup) => void): void {
    const count = this.#groups.length;
    for (let i = 0; i < count; i++) visit(this.#groups[i]!);
  }

  #write(group: CommitGroup): CommitResult {
    if (!this.holds(group.term)) return 'fenced';
    const received: PaymentIntent[] = [];
    for (const event of group.events) if (event.type === 'intent_received') received.push(event.intent);
    if (received.some((intent) => this.#belongsToAnother(intent))) return 'conflict';
    for (const intent of received) this.#claim(intent);
    // Copies, so that a caller who goes on using its arrays cannot change what is durable.
    this.#groups.push({
      intent: group.intent,
      events: [...group.events],
      audit: group.audit.map((draft) => this.#chain.append(draft)),
    });
    return 'durable';
  }

  #belongsToAnother(intent: PaymentIntent): boolean {
    const ofKey = this.#intentOfKey.get(intent.tenant)?.get(intent.idempotencyKey);
    const ofHash = this.#intentOfHash.get(intent.hash);
    return (ofKey !== undefined && ofKey !== intent.id) || (ofHash !== undefined && ofHash !== intent.id);
  }

  #claim(intent: PaymentIntent): void {
    let keys = this.#intentOfKey.get(intent.tenant);
    if (keys === undefined) {
      keys = new Map();
      this.#intentOfKey.set(intent.tenant, keys);
    }
    keys.set(intent.idempotencyKey, intent.id);
    this.#intentOfHash.set(intent.hash, intent.id);
  }
}
