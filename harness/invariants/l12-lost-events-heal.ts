import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const lostEventsHeal: Invariant = {
  id: 'L12',
  title: 'Lost events heal',
  promise:
    'Whatever events of a node are lost, doubled or rewound, every settlement in the world is settled in the ledger within the bound after it (after heal, and with its node up), or a person was called for it (Liveness L12).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['payment-ended', 'intent-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Settlements of our intents. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** Intent → the settlement that the ledger does not show yet. */
  private readonly missing = new Map<number, { readonly atMs: number; readonly node: number }>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.state !== 'settled') return;
    if (event.kind === 'intent-moved') {
      this.judge(event.intent, 'reached the ledger', violated);
      this.missing.delete(event.intent);
      return;
    }
    const { intent } = this.facts.payment(event.hash);
    if (intent === -1 || this.facts.intents[intent].status === 'settled') return;
    if (this.facts.phases.bound('L12') !== undefined) this.examined++;
    this.missing.set(intent, { atMs: event.atMs, node: event.node });
  }

  end(violated: Report): void {
    for (const intent of this.missing.keys())
      if (!this.facts.intents[intent].exceptionOpen)
        this.judge(intent, 'had not reached the ledger at the end', violated);
  }

  private judge(intent: number, how: string, violated: Report): void {
    const settled = this.missing.get(intent);
    const { phases } = this.facts;
    const boundMs = phases.bound('L12');
    if (settled === undefined || boundMs === undefined) return;
    const sinceMs = Math.max(settled.atMs, phases.freeSinceMs, phases.nodeUpSince(settled.node));
    if (phases.nowMs > sinceMs + boundMs)
      violated(
        `a settlement through node ${settled.node} ${how} ${phases.nowMs - sinceMs} ms after it could; the bound is ${boundMs} ms`,
        [intent],
      );
  }
}
