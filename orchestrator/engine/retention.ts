import type { EngineRules } from '../domain/rules.ts';
import { isTerminal } from '../domain/status.ts';
import type { Entry } from './entry.ts';

interface Kept {
  readonly entry: Entry;
  readonly untilMs: number;
}

/**
 * How long a finished intent is remembered: its key and its answer for `retentionMs` after its end, and its payment hash
 * for as long as any node could still begin to pay its invoice (nobody else deduplicates across nodes, adapters.md §1 (5)).
 * Without it a process that makes millions of payments grows for ever. What a person has not closed is never forgotten.
 */
export class Retention {
  private readonly rules: EngineRules;
  /** In order of their end; one that must stay longer holds up those behind it. */
  private kept: Kept[] = [];
  private head = 0;

  constructor(rules: EngineRules) {
    this.rules = rules;
  }

  /** The intent has ended, or was found ended when the journal was read. */
  ended(entry: Entry, nowMs: number): void {
    const { retentionMs, attemptWindowMs, quiescenceMarginMs } = this.rules;
    const invoiceDeadMs = entry.state!.intent.invoiceExpiresAtMs + attemptWindowMs + quiescenceMarginMs;
    this.kept.push({ entry, untilMs: Math.max(nowMs + retentionMs, invoiceDeadMs) });
  }

  /** Intents whose time is over, each once. */
  over(nowMs: number): readonly Entry[] {
    const gone: Entry[] = [];
    const waiting: Kept[] = [];
    while (this.head < this.kept.length && this.kept[this.head]!.untilMs < nowMs) {
      const kept = this.kept[this.head++]!;
      if (isAtRest(kept.entry)) gone.push(kept.entry);
      else waiting.push({ entry: kept.entry, untilMs: nowMs + this.rules.retentionMs });
    }
    if (this.head > this.kept.length / 2) {
      this.kept = this.kept.slice(this.head);
      this.head = 0;
    }
    for (const kept of waiting) this.kept.push(kept);
    return gone;
  }
}

/** Nothing is under way for it, nobody waits for it, and no person has to look at it. */
function isAtRest(entry: Entry): boolean {
  const { state } = entry;
  return (
    state !== null &&
    isTerminal(state.status) &&
    !state.exceptionOpen &&
    entry.pending === null &&
    entry.mailbox.length === 0 &&
    entry.waiting.length === 0 &&
    entry.payCallsOpen === 0 &&
    entry.lookupCallId === 0
  );
}
