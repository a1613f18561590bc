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
      if (this.tellsTheEnd(event)) this.nodeKnowsEnd.add(this.facts.payment(event.hash).ordinal);
      return;
    }
    const intent = this.facts.intents[event.intent];
    const boundMs = this.facts.phases.bound('L01');
    if (boundMs === undefined || intent === undefined || !intent.terminal) return;
    // Ended by a proof (the payee's word) while a payment was still out: that it was out is what stood in the way.
    if (intent.payment.open > 0) return;
    const sinceMs = this.freeSinceMs(intent);
    if (sinceMs === Number.POSITIVE_INFINITY) return;
    this.examined++;
    if (event.atMs > sinceMs + boundMs)
      violated(
        `${event.state} ${event.atMs - sinceMs} ms after nothing stood in its way; the bound is ${boundMs} ms`,
        [event.intent],
      );
  }

  /** Whether a node's record says how the open attempt of an intent ended. */
  private tellsTheEnd(event: HistoryEvent): boolean {
    const intent = this.facts.intents[this.facts.payment(event.hash).intent];
    if (intent === undefined || intent.terminal || event.state === 'in_flight') return false;
    if (event.state === 'settled') return true;
    // A failure that an older attempt through the same node explains says nothing about the open one.
    if (event.node !== intent.lastAttempt?.node) return false;
    for (let attempt = intent.lastAttempt.previous; attempt !== undefined; attempt = attempt.previous)
      if (attempt.node === event.node) return false;
    return true;
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
