import type { HistoryEvent } from '#reports/evidence/history';
import type { IntentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const everyIntentEnds: Invariant = {
  id: 'L01',
  title: 'Every intent ends',
  promise:
    'Every intent is terminal within the bound after heal (or after its receipt, approval, or the end of its payment in the world, if later), unless an HTLC of it is legitimately still out, or it is in the exception queue and no node knows how it ended (Liveness L01).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['intent-moved', 'htlc-pending', 'node-truth'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** Payment ordinals. */
  private readonly pending = new Set<number>();
  private readonly nodeKnowsEnd = new Set<number>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'htlc-pending') {
      this.pending.add(this.facts.payment(event.hash).ordinal);
      return;
    }
    if (event.kind === 'node-truth') {
      const payment = this.facts.payment(event.hash);
      const open = this.facts.intents[payment.intent];
      // An older try that failed says nothing about the open one; a settled payment always does.
      const decides = event.state === 'settled' || event.node === open?.lastAttempt?.node;
      if (open !== undefined && !open.terminal && event.state !== 'in_flight' && decides)
        this.nodeKnowsEnd.add(payment.ordinal);
      return;
    }
    const intent = this.facts.intents[event.intent];
    const boundMs = this.facts.phases.bound('L01');
    if (boundMs === undefined || intent === undefined || !intent.terminal) return;
    const sinceMs = this.freeSinceMs(intent);
    if (sinceMs === Number.POSITIVE_INFINITY) return;
    this.examined++;
    if (event.atMs > sinceMs + boundMs)
      violated(
        `${event.state} ${event.atMs - sinceMs} ms after nothing stood in its way; the bound is ${boundMs} ms`,
        [event.intent],
      );
  }

  end(violated: Report): void {
    const { phases, intents } = this.facts;
    const boundMs = phases.bound('L01');
    if (boundMs === undefined) return;
    for (const intent of intents) {
      if (intent === undefined || intent.terminal) continue;
      const sinceMs = this.freeSinceMs(intent);
      if (phases.nowMs < sinceMs + boundMs) continue;
      this.examined++;
      if (this.pending.has(intent.payment.ordinal)) continue;
      if (intent.exceptionOpen && !this.nodeKnowsEnd.has(intent.payment.ordinal)) continue;
      violated(
        `still ${intent.status} at the end, ${phases.nowMs - sinceMs} ms after nothing stood in its way (bound ${boundMs} ms), with no HTLC out and ${intent.exceptionOpen ? 'a node that knows its end' : 'no exception raised'}`,
        [intent.ordinal],
      );
    }
  }

  /** From when on the intent could end; `Infinity` while a fault, a dead process or a dead node is in the way. */
  private freeSinceMs(intent: IntentFacts): number {
    const { phases } = this.facts;
    const nodeMs = intent.lastAttempt === undefined ? 0 : phases.nodeUpSince(intent.lastAttempt.node);
    return Math.max(
      phases.freeSinceMs,
      nodeMs,
      intent.receivedAtMs,
      intent.approvalAtMs,
      intent.payment.lastEndedAtMs,
    );
  }
}
