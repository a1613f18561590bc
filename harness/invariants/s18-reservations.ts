import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

interface Held {
  readonly node: number;
  readonly amountMsat: number;
}

export const reservations: Invariant = {
  id: 'S18',
  title: 'Reservations',
  promise:
    'Money is set aside for each attempt once and before it leaves, amount and fee limit exactly, never more than its node could spend when it was chosen less what is set aside by now, and given back once (Safety S18). What a new process sets aside again for an attempt of before is not compared with what is spendable: the payment may be out, and its money with it.',
  kind: 'safety',
  checked: 'always',
  listens: ['reservation-moved', 'call-sent', 'orchestrator-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Reservations made. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By payment hash: money may be set aside before the intent is durable. */
  private readonly held = new Map<string, Held>();
  /** Reservations live in the memory of one process; what a process that was replaced still does is no concern of ours. */
  private process = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'call-sent') {
      if (event.state === 'pay') this.dispatched(event, violated);
      return;
    }
    if (event.request < this.process) return;
    if (event.request > this.process) {
      this.process = event.request;
      this.held.clear();
    }
    if (event.kind === 'orchestrator-moved') return;
    if (event.state === 'reserved') this.reserved(event, violated);
    else if (!this.held.delete(event.hash))
      violated('released a reservation that it did not hold', this.intentsOf(event));
  }

  private reserved(event: HistoryEvent, violated: Report): void {
    const intents = this.intentsOf(event);
    this.examined++;
    if (this.held.has(event.hash)) violated(`reserved ${event.amountMsat} msat a second time`, intents);
    this.held.set(event.hash, { node: event.node, amountMsat: event.amountMsat });
    const attempt = this.facts.intents[event.intent]?.lastAttempt;
    // What is durably open is held whether it is free or not: found by a new process, or kept because the store refused
    // the commit that would have ended it.
    const again = attempt?.state === 'open' && attempt.node === event.node;
    if (!again && event.amountMsat > event.limitMsat)
      violated(
        `reserved ${event.amountMsat} msat on node ${event.node}, of which ${event.limitMsat} msat were free`,
        intents,
      );
  }

  private dispatched(event: HistoryEvent, violated: Report): void {
    const held = this.held.get(event.hash);
    const spendsMsat = event.amountMsat + event.limitMsat;
    if (held?.node === event.node && held.amountMsat === spendsMsat) return;
    const reserved = held === undefined ? 'nothing is' : `${held.amountMsat} msat on node ${held.node} are`;
    violated(
      `attempt ${event.attempt} left with leave to spend ${spendsMsat} msat on node ${event.node}, ${reserved} reserved for it`,
      this.intentsOf(event),
    );
  }

  private intentsOf({ hash }: HistoryEvent): number[] {
    const { intent } = this.facts.payment(hash);
    return intent === -1 ? [] : [intent];
  }
}
