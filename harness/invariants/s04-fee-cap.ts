import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const feeCap: Invariant = {
  id: 'S04',
  title: 'Fee cap of the intent',
  promise:
    'The fees paid in the world for an intent, all its payments together, never exceed its fee cap, and no attempt carries a limit above what is left of it (Safety S04).',
  kind: 'safety',
  checked: 'always',
  listens: ['attempt-opened', 'call-sent', 'payment-ended'],
  start: (facts) => new Run(facts),
};

interface Sent {
  readonly attempt: number;
  readonly node: number;
  readonly limitMsat: number;
}

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;

  /** By payment ordinal: the last pay call. */
  private readonly sent: (Sent | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'call-sent' && event.state !== 'pay') return;
    if (event.kind === 'payment-ended' && event.state !== 'settled') return;
    const payment = this.facts.payment(event.hash);
    const intent = this.facts.intents[payment.intent];
    if (intent === undefined) return;
    this.examined++;
    if (event.kind === 'payment-ended') {
      if (payment.settledFeeMsat > intent.feeCapMsat)
        violated(
          `paid ${payment.settledFeeMsat} msat of fees, the cap of the intent is ${intent.feeCapMsat} msat`,
          [intent.ordinal],
        );
      return;
    }
    if (event.kind === 'call-sent') {
      // Sent again to the same node, an attempt is the same authority to spend, once: a node that spends it twice is
      // caught by S01 and S02. It may not have grown, though.
      const sent = this.sent[payment.ordinal];
      if (sent?.attempt === event.attempt && sent.node === event.node && event.limitMsat <= sent.limitMsat)
        return;
      this.sent[payment.ordinal] = {
        attempt: event.attempt,
        node: event.node,
        limitMsat: event.limitMsat,
      };
    }
    const leftMsat = intent.feeCapMsat - payment.settledFeeMsat;
    if (event.limitMsat > leftMsat)
      violated(
        `attempt ${event.attempt} carries a fee limit of ${event.limitMsat} msat, ${leftMsat} msat of the cap of ${intent.feeCapMsat} msat are left (${event.kind})`,
        [intent.ordinal],
      );
  }
}
