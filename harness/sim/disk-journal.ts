import type { Random } from '#chaos/random';
import { AuditChain, type ChainHead } from '#orchestrator/audit/chain';
import type { IntentId, PaymentHash } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { AuditRecord, LedgerEvent } from '#orchestrator/domain/ledger-event';
import type {
  CommitGroup,
  CommitResult,
  DurableGroup,
  Journal,
  JournalClaim,
} from '#orchestrator/ports/journal';
import type { Kernel } from './kernel.ts';

export interface DiskJournalParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly diskMs: { readonly min: number; readonly max: number };
  /** A group is durable: before anybody is told. */
  readonly durable: (group: DurableGroup, auditTexts: readonly string[]) => void;
  /** The store's word to the process that wrote. */
  readonly result: (ticket: number, result: CommitResult, term: number) => void;
  /** What a fault does with the group that is about to be written; null: nothing. */
  readonly strike: (group: CommitGroup) => DiskFault | null;
  /** How far behind the store reads at this moment, ms. */
  readonly staleMs: () => number;
  /** The process dies now. */
  readonly crash: (cause: string) => void;
}

/** What can go wrong with one commit (F16 to F18). `refused`: nothing is written, and the store says so. */
export type DiskFault =
  | { readonly kind: 'torn'; readonly keepPct: number }
  | { readonly kind: 'unknown'; readonly committed: boolean }
  | { readonly kind: 'refused' }
  | { readonly kind: 'slow'; readonly delayMs: number };

interface Write {
  readonly group: CommitGroup;
  readonly fault: DiskFault | null;
  /** The writer died: what becomes of it was decided then. */
  gone: boolean;
}

/**
 * The modelled disk of the orchestrator: one write after the other, each durable after a while. A crash keeps a prefix
 * of what was under way; a torn group lacks its end mark and does not count when the journal is read again.
 */
export class DiskJournal implements Journal {
  readonly #parts: DiskJournalParts;
  /**
   * What lies on the disk, in order: of each group the intent, the records and when it was durable. Columns, because a
   * long trial keeps hundreds of thousands of groups. Those whose records are in `#torn` were cut off by a crash and have
   * no end mark.
   */
  readonly #intents: IntentId[] = [];
  readonly #events: (readonly LedgerEvent[])[] = [];
  readonly #durableAtMs: number[] = [];
  /** Intents whose groups go at the next compaction. */
  readonly #forgotten = new Set<IntentId>();
  readonly #torn = new Set<readonly LedgerEvent[]>();
  #chain = new AuditChain();
  /** By tenant: the idempotency keys that are taken. */
  readonly #keys = new Map<string, Set<string>>();
  readonly #hashes = new Set<PaymentHash>();
  /** Writes under way, oldest first; those before `#done` are finished. */
  readonly #queue: Write[] = [];
  #done = 0;
  #freeAtMs = 0;
  /** The latest claim: commits of any other are refused. */
  #term = 0;
  readonly #onWritten: number;

  constructor(parts: DiskJournalParts) {
    this.#parts = parts;
    this.#onWritten = parts.kernel.register(() => this.#written());
  }

  /** The head of the audit chain as it stands on the disk: what an outsider can keep to see a truncation (S26). */
  get auditHead(): ChainHead {
    return this.#chain.head;
  }

  commit(group: CommitGroup): void {
    const { kernel, random, diskMs } = this.#parts;
    const fault = this.#parts.strike(group);
    this.#queue.push({ group, fault, gone: false });
    const slowMs = fault?.kind === 'slow' ? fault.delayMs : 0;
    const takesMs = random.between(diskMs.min, diskMs.max) + slowMs;
    // The log is sequential: nothing is durable before what was written earlier.
    this.#freeAtMs = Math.max(this.#freeAtMs, kernel.nowMs + takesMs);
    kernel.schedule(this.#freeAtMs, this.#onWritten, 0, 0);
  }

  claim(): JournalClaim {
    let groups = 0;
    for (let at = 0; at < this.#intents.length; at++) if (this.#counts(at)) groups++;
    return { term: ++this.#term, groups };
  }

  holds(term: number): boolean {
    return term === this.#term;
  }

  replay(visit: (group: DurableGroup) => void): void {
    const staleMs = this.#parts.staleMs();
    const shownToMs = staleMs > 0 ? this.#parts.kernel.nowMs - staleMs : Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#intents.length; at++) {
      if (this.#durableAtMs[at]! > shownToMs) return;
      if (this.#counts(at)) visit({ intent: this.#intents[at]!, events: this.#events[at]!, audit: NO_AUDIT });
    }
  }

  #counts(at: number): boolean {
    return !this.#torn.has(this.#events[at]!) && !this.#forgotten.has(this.#intents[at]!);
  }

  /** `events` is the disk's own from now on. */
  #lay(intent: IntentId, events: readonly LedgerEvent[]): void {
    this.#intents.push(intent);
    this.#events.push(events);
    this.#durableAtMs.push(this.#parts.kernel.nowMs);
  }

  /** The process will not ask for these again: their keys and hashes are free, their groups go when there are many. */
  forget(intents: readonly PaymentIntent[]): void {
    for (const { id, tenant, idempotencyKey, hash } of intents) {
      this.#forgotten.add(id);
      this.#keys.get(tenant)?.delete(idempotencyKey);
      this.#hashes.delete(hash);
    }
    if (this.#forgotten.size < COMPACT_AT) return;
    this.#compact();
  }

  #compact(): void {
    let kept = 0;
    for (let at = 0; at < this.#intents.length; at++) {
      const intent = this.#intents[at]!;
      const events = this.#events[at]!;
      if (this.#forgotten.has(intent)) {
        this.#torn.delete(events);
        continue;
      }
      this.#intents[kept] = intent;
      this.#events[kept] = events;
      this.#durableAtMs[kept] = this.#durableAtMs[at]!;
      kept++;
    }
    this.#intents.length = kept;
    this.#events.length = kept;
    this.#durableAtMs.length = kept;
    this.#forgotten.clear();
  }

  /**
   * The process that writes under this term is gone. Of what it had under way the disk keeps a prefix; how long, nobody
   * promised.
   */
  powerLoss(term: number): void {
    const underWay = this.#queue
      .slice(this.#done)
      .filter((write) => !write.gone && write.group.term === term);
    for (const write of underWay) write.gone = true;
    const kept = this.#parts.random.between(0, underWay.length);
    if (!this.holds(term)) return;
    for (const { group } of underWay.slice(0, kept)) if (this.#isFree(group)) this.#keep(group);
  }

  #written(): void {
    const { group, fault, gone } = this.#queue[this.#done]!;
    this.#done++;
    if (this.#done === this.#queue.length) {
      this.#queue.length = 0;
      this.#done = 0;
    }
    if (gone) return;
    if (fault?.kind === 'torn') {
      this.#tear(group, fault.keepPct);
      return;
    }
    this.#parts.result(group.ticket, this.#resultOf(group, fault), group.term);
  }

  #resultOf(group: CommitGroup, fault: DiskFault | null): CommitResult {
    if (!this.holds(group.term)) return 'fenced';
    if (fault?.kind === 'refused') return 'failed';
    if (!this.#isFree(group)) return 'conflict';
    const unknown = fault?.kind === 'unknown';
    if (!unknown || fault.committed) this.#keep(group);
    return unknown ? 'unknown' : 'durable';
  }

  /** The power fails in the middle of this group: some of its records are on the disk, its end mark is not. */
  #tear(group: CommitGroup, keepPct: number): void {
    const kept = Math.floor((group.events.length * keepPct) / 100);
    const events = group.events.slice(0, kept);
    this.#torn.add(events);
    this.#lay(group.intent, events);
    // What waited behind a torn group cannot be durable in a sequential log.
    for (let at = this.#done; at < this.#queue.length; at++) this.#queue[at]!.gone = true;
    this.#parts.crash('torn commit');
  }

  /** Whether neither key nor payment hash of a new intent belongs to another: the store's unique constraints. */
  #isFree(group: CommitGroup): boolean {
    const first = group.events[0];
    if (first?.type !== 'intent_received') return true;
    const { tenant, idempotencyKey, hash } = first.intent;
    return !this.#keys.get(tenant)?.has(idempotencyKey) && !this.#hashes.has(hash);
  }

  #keep(group: CommitGroup): void {
    const first = group.events[0];
    if (first?.type === 'intent_received') {
      const { tenant, idempotencyKey, hash } = first.intent;
      const keys = this.#keys.get(tenant);
      if (keys === undefined) this.#keys.set(tenant, new Set([idempotencyKey]));
      else keys.add(idempotencyKey);
      this.#hashes.add(hash);
    }
    const count = group.audit.length;
    const audit = new Array<AuditRecord>(count);
    const texts = new Array<string>(count);
    for (let at = 0; at < count; at++) {
      audit[at] = this.#chain.append(group.audit[at]!);
      texts[at] = this.#chain.lastText;
    }
    const { intent, events } = group;
    this.#parts.durable({ intent, events, audit }, texts);
    // Nobody reads audit records back from this disk: the history holds them, and a long trial needs the memory.
    // The copy is exact in size: a growing array keeps room for more.
    this.#lay(intent, events.slice());
  }
}

const NO_AUDIT: readonly AuditRecord[] = [];

/** Compaction reads the whole journal: it waits until it is worth it. */
const COMPACT_AT = 4_096;
