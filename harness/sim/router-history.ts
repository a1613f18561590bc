import type { RouteChoice } from '#orchestrator/domain/context';
import type { IntentId, NodeName } from '#orchestrator/domain/ids';
import type { Msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { IntentState } from '#orchestrator/domain/state';
import type { NodeHealth } from '#orchestrator/ports/node';
import type { Router } from '#orchestrator/ports/router';
import type { BreakerState } from '#orchestrator/routing/breaker';
import type { LedgerHistory } from './ledger-history.ts';
import type { HistoryRecorder } from './recorder.ts';

/** A router that is told how nodes are, and whose breakers can be read. */
export interface ObservedRouter extends Router {
  report(health: NodeHealth): void;
  breakerState(node: NodeName, nowMs: number): BreakerState;
}

interface Held {
  readonly node: NodeName;
  readonly hash: string;
  readonly amountMsat: number;
}

/** A node was chosen for an intent: what the reservation that follows rests on. */
interface Choice {
  readonly hash: string;
  /** What the node could spend then. */
  readonly spendableMsat: number;
}

/** What the decorator knows of a payer node. */
interface NodeBook {
  readonly name: NodeName;
  readonly ordinal: number;
  /** As last reported to the router; 0 before the first report. */
  spendableMsat: number;
  reservedMsat: number;
  breaker: BreakerState;
}

/** Writes down what one router does: reservations (S18, L11) and breakers (L07). Keeps its own books, changes nothing. */
export class RouterHistory implements Router {
  readonly nodes: readonly NodeName[];
  readonly #router: ObservedRouter;
  readonly #recorder: HistoryRecorder;
  readonly #ledger: LedgerHistory;
  readonly #process: number;
  readonly #books: readonly NodeBook[];
  readonly #held = new Map<IntentId, Held>();
  readonly #chosen = new Map<IntentId, Choice>();
  #notClosed = 0;

  /** `process`: 1, 2, 3 … in order of birth. A process that was replaced may act on for a while. */
  constructor(router: ObservedRouter, recorder: HistoryRecorder, ledger: LedgerHistory, process: number) {
    this.#process = process;
    this.nodes = router.nodes;
    this.#router = router;
    this.#recorder = recorder;
    this.#ledger = ledger;
    this.#books = router.nodes.map((name) => ({
      name,
      ordinal: ledger.nodeOrdinal(name),
      spendableMsat: 0,
      reservedMsat: 0,
      breaker: 'closed',
    }));
  }

  report(health: NodeHealth): void {
    this.#router.report(health);
    const book = this.#book(health.node);
    if (book === undefined) return;
    book.spendableMsat = Number(health.spendableMsat);
    if (book.breaker !== 'closed') this.#look(book, health.asOfMs);
  }

  choose(state: IntentState, nowMs: number): RouteChoice {
    // A breaker that has cooled down is half open from the first question on.
    if (this.#notClosed > 0)
      for (const book of this.#books) if (book.breaker !== 'closed') this.#look(book, nowMs);
    const choice = this.#router.choose(state, nowMs);
    if (choice.node !== null) {
      const { id, hash } = state.intent;
      this.#chosen.set(id, { hash, spendableMsat: this.#book(choice.node)?.spendableMsat ?? 0 });
    }
    return choice;
  }

  resendSafe(node: NodeName): boolean {
    return this.#router.resendSafe(node);
  }

  reserve(intent: IntentId, node: NodeName, amountMsat: Msat): void {
    const book = this.#book(node);
    const amount = Number(amountMsat);
    const chosen = this.#chosen.get(intent);
    this.#chosen.delete(intent);
    const hash = chosen?.hash ?? this.#ledger.intentOf(intent)?.hash ?? '';
    const spendableMsat = chosen?.spendableMsat ?? book?.spendableMsat ?? 0;
    this.#write(intent, hash, node, 'reserved', amount, spendableMsat - (book?.reservedMsat ?? 0));
    // The router would throw at a second reservation and end the trial: the history says more (S18).
    if (this.#held.has(intent)) return;
    this.#held.set(intent, { node, hash, amountMsat: amount });
    if (book !== undefined) book.reservedMsat += amount;
    this.#router.reserve(intent, node, amountMsat);
  }

  release(intent: IntentId): void {
    const held = this.#held.get(intent);
    const hash = held?.hash ?? this.#ledger.intentOf(intent)?.hash ?? '';
    this.#write(intent, hash, held?.node, 'released', held?.amountMsat ?? 0, 0);
    // As above: nothing is held that could be given back.
    if (held === undefined) return;
    this.#held.delete(intent);
    const book = this.#book(held.node);
    if (book !== undefined) book.reservedMsat -= held.amountMsat;
    this.#router.release(intent);
  }

  dispatched(node: NodeName, nowMs: number): void {
    this.#router.dispatched(node, nowMs);
    this.#lookAt(node, nowMs);
  }

  heard(node: NodeName, answer: NodeAnswer, nowMs: number): void {
    this.#router.heard(node, answer, nowMs);
    this.#lookAt(node, nowMs);
  }

  #book(node: NodeName): NodeBook | undefined {
    for (const book of this.#books) if (book.name === node) return book;
    return undefined;
  }

  #lookAt(node: NodeName, nowMs: number): void {
    const book = this.#book(node);
    if (book !== undefined) this.#look(book, nowMs);
  }

  #look(book: NodeBook, nowMs: number): void {
    const state = this.#router.breakerState(book.name, nowMs);
    if (state === book.breaker) return;
    if (book.breaker === 'closed') this.#notClosed++;
    else if (state === 'closed') this.#notClosed--;
    book.breaker = state;
    const event = this.#recorder.begin('breaker-moved');
    event.request = this.#process;
    event.node = book.ordinal;
    event.state = state;
    this.#recorder.push();
  }

  #write(
    intent: IntentId,
    hash: string,
    node: NodeName | undefined,
    state: string,
    amountMsat: number,
    freeMsat: number,
  ): void {
    const event = this.#recorder.begin('reservation-moved');
    event.request = this.#process;
    event.intent = this.#ledger.ordinalOf(intent);
    event.hash = hash;
    event.node = node === undefined ? -1 : this.#ledger.nodeOrdinal(node);
    event.state = state;
    event.amountMsat = amountMsat;
    event.limitMsat = freeMsat;
    this.#recorder.push();
  }
}
