import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** One attempt that left for a node, and what the world made of it. */
interface Dispatch {
  readonly intent: number;
  readonly attempt: number;
  readonly node: number;
  readonly earlier: Dispatch | undefined;
  /** none: no payment of it in the world (yet). */
  world: 'none' | 'open' | 'settled' | 'failed';
}

export const fallbackAfterFailure: Invariant = {
  id: 'S03',
  title: 'Fallback only after failure',
  promise:
    'When an attempt is dispatched, every earlier attempt of the same hash has failed in the world or never reaches it, then or later (Safety S03).',
  kind: 'safety',
  checked: 'always',
  listens: ['call-sent', 'payment-begun', 'payment-ended'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Dispatches that had an earlier attempt. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By payment ordinal: the newest dispatch. */
  private readonly newest: (Dispatch | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'call-sent') {
      if (event.state === 'pay') this.dispatched(event, violated);
      return;
    }
    const head = this.newest[this.facts.payment(event.hash).ordinal];
    let dispatch = head;
    while (dispatch !== undefined && dispatch.node !== event.node) dispatch = dispatch.earlier;
    if (dispatch === undefined) return;
    if (event.kind === 'payment-ended') {
      dispatch.world = event.state === 'settled' ? 'settled' : 'failed';
      return;
    }
    dispatch.world = 'open';
    if (head !== undefined && dispatch !== head)
      violated(
        `attempt ${dispatch.attempt} began on node ${event.node} after attempt ${head.attempt} had been dispatched to node ${head.node} (hash ${event.hash})`,
        [dispatch.intent],
      );
  }

  private dispatched(event: HistoryEvent, violated: Report): void {
    const { ordinal } = this.facts.payment(event.hash);
    const head = this.newest[ordinal];
    // The same attempt sent again to the same node, which deduplicates, is not another attempt.
    if (head?.attempt === event.attempt && head.node === event.node && head.intent === event.intent) return;
    if (head !== undefined) this.examined++;
    for (let earlier = head; earlier !== undefined; earlier = earlier.earlier)
      if (earlier.world === 'open' || earlier.world === 'settled')
        violated(
          `attempt ${event.attempt} left for node ${event.node} while attempt ${earlier.attempt} on node ${earlier.node} was ${earlier.world} in the world (hash ${event.hash})`,
          [event.intent],
        );
    this.newest[ordinal] = {
      intent: event.intent,
      attempt: event.attempt,
      node: event.node,
      earlier: head,
      world: 'none',
    };
  }
}
