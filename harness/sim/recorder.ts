import type { HistoryEncoder } from '#reports/evidence/encoded-history';
import type { HistoryEvent, HistoryKind } from '#reports/evidence/history';
import { historyEvent } from '#reports/evidence/history';

/** Whoever follows the history as it is written. Must copy what it keeps: the event is used again. */
export type HistoryListener = (event: HistoryEvent) => void;

/**
 * Writes the history of one trial: every event is encoded (and hashed) and shown to the invariants at once. One event
 * object serves for all of them, because millions of them must not cost an allocation each.
 */
export class HistoryRecorder {
  readonly #nowMs: () => number;
  readonly #encoder: HistoryEncoder | null;
  readonly #listeners: readonly HistoryListener[];
  readonly #event: HistoryEvent = historyEvent('phase-began');
  #seq = 0;
  #open = false;

  constructor(nowMs: () => number, encoder: HistoryEncoder | null, listeners: readonly HistoryListener[]) {
    this.#nowMs = nowMs;
    this.#encoder = encoder;
    this.#listeners = listeners;
  }

  get count(): number {
    return this.#seq;
  }

  /** An empty event to fill in; `push` must follow before the next `begin`. */
  begin(kind: HistoryKind): HistoryEvent {
    if (this.#open) throw new Error(`history: ${kind} begun before ${this.#event.kind} was pushed`);
    this.#open = true;
    const event = this.#event;
    event.seq = this.#seq;
    event.atMs = this.#nowMs();
    event.kind = kind;
    event.intent = -1;
    event.attempt = -1;
    event.node = -1;
    event.peer = -1;
    event.request = -1;
    event.amountMsat = 0;
    event.feeMsat = 0;
    event.limitMsat = 0;
    event.hash = '';
    event.actor = '';
    event.was = '';
    event.state = '';
    event.cause = '';
    event.digest = '';
    event.tier = '';
    event.corridor = '';
    return event;
  }

  push(): void {
    this.#open = false;
    this.#seq++;
    this.#encoder?.append(this.#event);
    for (let index = 0; index < this.#listeners.length; index++) this.#listeners[index]!(this.#event);
  }
}
