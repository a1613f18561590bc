import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

interface Doubt {
  readonly intent: number;
  readonly attempt: number;
  readonly node: number;
  readonly hash: string;
  readonly sinceMs: number;
}

/** Attempts per intent that fit one key. */
const ATTEMPTS = 4096;

export const unknownResolves: Invariant = {
  id: 'L04',
  title: 'Unknown resolves',
  promise:
    'An attempt whose end is unknown becomes known, or is raised to the exception queue, within the bound after its node is reachable and its payment has ended in the world (Liveness L04).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['attempt-resolved', 'exception-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly doubts = new Map<number, Doubt>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'exception-moved') {
      const no = this.facts.intents[event.intent]?.lastAttempt?.no;
      if (event.state === 'raised' && no !== undefined)
        this.close(event.intent * ATTEMPTS + no, 'it was raised to the exception queue', violated);
      return;
    }
    const key = event.intent * ATTEMPTS + event.attempt;
    if (event.state !== 'unknown') {
      if (this.doubts.size > 0) this.close(key, `it became ${event.state}`, violated);
      return;
    }
    if (this.doubts.has(key) || this.facts.intents[event.intent]?.exceptionOpen) return;
    this.doubts.set(key, {
      intent: event.intent,
      attempt: event.attempt,
      node: event.node,
      hash: event.hash,
      sinceMs: event.atMs,
    });
  }

  end(violated: Report): void {
    for (const doubt of this.doubts.values()) {
      // Nobody can know the end of what has not ended.
      if (this.facts.payment(doubt.hash).open === 0) this.judge(doubt, 'it is unknown still', violated);
    }
  }

  private close(key: number, how: string, violated: Report): void {
    const doubt = this.doubts.get(key);
    if (doubt === undefined) return;
    this.doubts.delete(key);
    this.judge(doubt, how, violated);
  }

  private judge(doubt: Doubt, how: string, violated: Report): void {
    const { phases } = this.facts;
    const boundMs = phases.bound('L04');
    if (boundMs === undefined) return;
    const endedMs = this.facts.payment(doubt.hash).lastEndedAtMs;
    const sinceMs = Math.max(doubt.sinceMs, phases.freeSinceMs, phases.nodeUpSince(doubt.node), endedMs);
    if (sinceMs === Number.POSITIVE_INFINITY) return;
    this.examined++;
    if (phases.nowMs > sinceMs + boundMs)
      violated(
        `attempt ${doubt.attempt} on node ${doubt.node} was unknown; ${how} ${phases.nowMs - sinceMs} ms after it could be known, the bound is ${boundMs} ms`,
        [doubt.intent],
      );
  }
}
