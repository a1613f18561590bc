import type { HistoryEvent } from '#reports/evidence/history';
import type { IntentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const theRestGoesOn: Invariant = {
  id: 'L13',
  title: 'The rest goes on without a dead node',
  promise:
    'With a node down for good, every intent received after heal ends within the bound, and none fails or expires that the oracle, which does not count on the dead node, could have paid through the rest (Liveness L13). What is out through the dead node itself, or with a person, is excused.',
  kind: 'liveness',
  checked: 'end',
  listens: ['node-moved', 'viability-seen', 'invoice-moved', 'htlc-pending'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Intents received after heal, while a node was dead, that settled or could have. */
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly dead = new Set<number>();
  private readonly viable: (boolean | undefined)[] = [];
  /** Payment ordinals: no longer payable, or legitimately out still. */
  private readonly excused = new Set<number>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    switch (event.kind) {
      case 'node-moved':
        if (event.state === 'down') this.dead.add(event.node);
        else this.dead.delete(event.node);
        break;
      case 'viability-seen':
        this.viable[event.intent] = event.state === 'viable';
        break;
      case 'htlc-pending':
        this.excused.add(this.facts.payment(event.hash).ordinal);
        break;
      default: {
        const payment = this.facts.payment(event.hash);
        if (event.state !== 'held' && !this.facts.intents[payment.intent]?.terminal)
          this.excused.add(payment.ordinal);
      }
    }
  }

  end(violated: Report): void {
    const { phases, intents } = this.facts;
    const boundMs = phases.bound('L13');
    if (boundMs === undefined || this.dead.size === 0 || phases.freeSinceMs === Number.POSITIVE_INFINITY)
      return;
    for (const intent of intents) {
      if (intent === undefined || intent.receivedAtMs < phases.calmSinceMs) continue;
      if (intent.status === 'settled') this.examined++;
      if (this.isExcused(intent)) continue;
      if (!intent.terminal) this.waits(intent, boundMs, violated);
      else if (intent.status !== 'settled' && this.viable[intent.ordinal] && tried(intent)) {
        this.examined++;
        violated(
          `${intent.status} with node ${this.names()} dead, although ${intent.amountMsat} msat could be paid through the rest`,
          [intent.ordinal],
        );
      }
    }
  }

  private waits(intent: IntentFacts, boundMs: number, violated: Report): void {
    const { nowMs, orchestratorUpSinceMs } = this.facts.phases;
    const ageMs = nowMs - Math.max(intent.receivedAtMs, intent.approvalAtMs, orchestratorUpSinceMs);
    if (ageMs <= boundMs) return;
    this.examined++;
    violated(
      `still ${intent.status} ${ageMs} ms after it was received, with node ${this.names()} dead; the bound is ${boundMs} ms`,
      [intent.ordinal],
    );
  }

  private isExcused(intent: IntentFacts): boolean {
    if (this.dead.has(intent.payee) || this.excused.has(intent.payment.ordinal)) return true;
    // In doubt for ever, and a person was told: L01 asks whether that was right.
    if (intent.exceptionOpen) return true;
    const last = intent.lastAttempt;
    return last !== undefined && last.state === 'open' && this.dead.has(last.node);
  }

  private names(): string {
    return [...this.dead].join(', ');
  }
}

/** A refusal by the policy or a person is not judged: nobody tried to pay. */
function tried(intent: IntentFacts): boolean {
  if (intent.status === 'failed') return true;
  return intent.status === 'expired' && (intent.approvalAtMs === -1 || intent.lastAttempt !== undefined);
}
