import type { IntentId, PaymentHash } from '../domain/ids.ts';
import type { Entry } from './entry.ts';

/** The ledger in memory, by id, by key and by payment hash. The journal's unique constraints are the last word. */
export class LedgerView {
  private readonly byId = new Map<IntentId, Entry>();
  private readonly byScope = new Map<string, Entry>();
  private readonly byHash = new Map<PaymentHash, Entry>();

  get size(): number {
    return this.byId.size;
  }

  entries(): Iterable<Entry> {
    return this.byId.values();
  }

  get(id: IntentId): Entry | undefined {
    return this.byId.get(id);
  }

  withScope(scope: string): Entry | undefined {
    return this.byScope.get(scope);
  }

  /** One payment hash, one intent, over all nodes and tenants (design §4). */
  withHash(hash: PaymentHash): Entry | undefined {
    return this.byHash.get(hash);
  }

  add(entry: Entry, hash: PaymentHash): void {
    this.byId.set(entry.id, entry);
    this.byScope.set(entry.scope, entry);
    this.byHash.set(hash, entry);
  }

  /** Forgets an intent that never became durable, or that ended long ago. */
  drop(entry: Entry, hash: PaymentHash): void {
    this.byId.delete(entry.id);
    if (this.byScope.get(entry.scope) === entry) this.byScope.delete(entry.scope);
    if (this.byHash.get(hash) === entry) this.byHash.delete(hash);
  }
}
