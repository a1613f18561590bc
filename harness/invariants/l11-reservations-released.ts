import type { HistoryEvent } from '#reports/evidence/history';
import type { IntentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const reservationsReleased: Invariant = {
  id: 'L11',
  title: 'Reservations are released',
  promise:
    'Money set aside for an intent is given back within the bound after its end (or after heal), and at the end nothing is set aside but for attempts whose end is not known (Liveness L11).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['reservation-moved', 'orchestrator-moved'],
  start: (facts) => new Run(facts),
};

interface Held {
  readonly amountMsat: number;
  readonly sinceMs: number;
}

class Run implements InvariantRun {
  /** Reservations of intents that ended, and others that were left at the end. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By payment hash, and of one process, as in S18. */
  private readonly held = new Map<string, Held>();
  private process = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.request < this.process) return;
    if (event.request > this.process) {
      this.process = event.request;
      this.held.clear();
    }
    if (event.kind === 'orchestrator-moved') return;
    const { hash, amountMsat } = event;
    if (event.state === 'reserved') {
      this.held.set(hash, { amountMsat, sinceMs: event.atMs });
      return;
    }
    const held = this.held.get(hash);
    if (held === undefined) return; // S18 tells
    this.held.delete(hash);
    // Of an intent that goes on it may have been for an attempt that was decided and could not be written down.
    if (this.facts.intents[this.facts.payment(hash).intent]?.terminal)
      this.judge(hash, held, 'given back', violated);
  }

  end(violated: Report): void {
    if (!this.facts.phases.orchestratorUp) return;
    for (const [hash, held] of this.held) this.judge(hash, held, 'still set aside', violated);
  }

  private judge(hash: string, held: Held, how: string, violated: Report): void {
    const { phases, intents } = this.facts;
    const boundMs = phases.bound('L11');
    if (boundMs === undefined) return;
    const { intent: ordinal } = this.facts.payment(hash);
    const intent = intents[ordinal];
    // Without a durable intent it was for a decision that never counted.
    const endedMs = intent === undefined ? held.sinceMs : uselessSinceMs(intent);
    if (endedMs < 0) return;
    this.examined++;
    const lateMs = phases.nowMs - Math.max(endedMs, held.sinceMs, phases.freeSinceMs);
    if (lateMs > boundMs)
      violated(
        `${held.amountMsat} msat were ${how} ${lateMs} ms after the end; the bound is ${boundMs} ms`,
        intent === undefined ? [] : [ordinal],
      );
  }
}

/** Since when an intent has had no use for money that was set aside; -1 while an attempt of it is open. */
function uselessSinceMs({ lastAttempt, terminal, movedAtMs }: IntentFacts): number {
  if (terminal) return movedAtMs;
  // An attempt that failed has no more use for its money, whatever becomes of the intent.
  return lastAttempt === undefined || lastAttempt.state === 'open' ? -1 : lastAttempt.endedAtMs;
}
