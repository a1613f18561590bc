import { finalAnswer } from './answer.ts';
import type { Effect } from './context.ts';
import { evolve } from './evolve.ts';
import type { DaemonEpoch } from './ids.ts';
import type { LedgerEvent, ResolveSource } from './ledger-event.ts';
import type { FailureReason, Outcome } from './outcome.ts';
import type { IntentState } from './state.ts';
import type { IntentStatus } from './status.ts';

type Settled = Extract<Outcome, { kind: 'settled' }>;

/** A decision in the making: events in order, the state as it will be once they are durable, and what to do then. */
export class Draft {
  readonly events: LedgerEvent[] = [];
  readonly effects: Effect[] = [];
  readonly nowMs: number;
  private current: IntentState | null;

  constructor(state: IntentState | null, nowMs: number) {
    this.current = state;
    this.nowMs = nowMs;
  }

  /** The state after the events so far. */
  get state(): IntentState {
    if (this.current === null) throw new Error('no intent yet');
    return this.current;
  }

  emit(event: LedgerEvent): void {
    this.current = evolve(this.current, event);
    this.events.push(event);
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  move(to: IntentStatus, cause: string): void {
    this.emit({ type: 'moved', from: this.state.status, to, cause, atMs: this.nowMs });
  }

  /** Moves to a terminal state, stores the final answer and gives it to whoever waits. */
  end(to: IntentStatus, cause: string, settled: Settled | null = null): Draft {
    this.move(to, cause);
    const { status, body } = finalAnswer(this.state, to, cause, settled);
    this.emit({ type: 'answer_stored', status, body });
    this.effect({ type: 'respond' });
    return this;
  }

  settle(
    no: number,
    outcome: Settled,
    source: ResolveSource,
    record: string,
    epoch: DaemonEpoch | '',
    actor = 'engine',
  ): Draft {
    this.emit({ type: 'attempt_resolved', no, outcome, source, record, epoch, atMs: this.nowMs });
    this.closeException(actor, 'settled');
    return this.end('settled', source, outcome);
  }

  fail(
    no: number,
    reason: FailureReason,
    source: ResolveSource,
    record: string,
    epoch: DaemonEpoch | '',
  ): void {
    const outcome: Outcome = { kind: 'failed', reason };
    this.emit({ type: 'attempt_resolved', no, outcome, source, record, epoch, atMs: this.nowMs });
  }

  closeException(actor: string, cause: string): void {
    if (this.state.exceptionOpen) this.emit({ type: 'exception_closed', actor, cause, atMs: this.nowMs });
  }
}
