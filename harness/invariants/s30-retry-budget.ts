import type { HistoryEvent } from '#reports/evidence/history';
import type { AttemptFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** The payee's word, or a rule of the node: asking again cannot help. Written down here again, as in L03. */
export const PERMANENT: ReadonlySet<string> = new Set([
  'incorrect_payment_details',
  'invoice_expired',
  'rejected_by_node',
]);
/** Sums of moments are not exact in binary; a thousandth of a ms is no pause. */
const ROUNDING_MS = 0.001;
/** Nothing left for the network: the next node may be asked at once. */
const NEVER_LEFT: ReadonlySet<string> = new Set(['not_sent', 'node_unavailable']);

export const retryBudget: Invariant = {
  id: 'S30',
  title: 'Retry budget',
  promise:
    'An intent makes at most as many attempts as the policy allows, and each is sent at most that often (a resend is the same attempt on the same record, to a node that deduplicates); between the failure of one attempt and the next lies at least the pause of the schedule; after a permanent error of the payee there is none (Safety S30).',
  kind: 'safety',
  checked: 'always',
  listens: ['bound-in-force', 'attempt-opened', 'attempt-resent', 'attempt-resolved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Attempts after the first, and resends. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** Reason of the last failure, by intent. */
  private readonly reason: (string | undefined)[] = [];
  private attemptsMax = Number.POSITIVE_INFINITY;
  private firstMs = 0;
  private factor = 1;
  private longestMs = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'bound-in-force':
        this.bound(event);
        break;
      case 'attempt-resolved':
        if (event.state === 'failed' && event.intent !== -1) this.reason[event.intent] = event.cause;
        break;
      case 'attempt-resent':
        this.resent(event, violated);
        break;
      default:
        this.opened(event, violated);
    }
  }

  private bound({ actor, amountMsat }: HistoryEvent): void {
    if (actor === 'S30') this.attemptsMax = amountMsat;
    else if (actor === 'S30.backoff-first') this.firstMs = amountMsat;
    else if (actor === 'S30.backoff-factor') this.factor = amountMsat / 1000;
    else if (actor === 'S30.backoff-max') this.longestMs = amountMsat;
  }

  private resent(event: HistoryEvent, violated: Report): void {
    const last = this.facts.intents[event.intent]?.lastAttempt;
    if (last === undefined) return;
    this.examined++;
    this.count(last, violated);
  }

  private opened(event: HistoryEvent, violated: Report): void {
    const attempt = this.facts.intents[event.intent]?.lastAttempt;
    if (attempt === undefined || attempt.previous === undefined) return;
    this.examined++;
    this.count(attempt, violated);
    this.pause(attempt, attempt.previous, violated);
  }

  private count({ intent, no, resends }: AttemptFacts, violated: Report): void {
    if (Math.max(no, 1 + resends) > this.attemptsMax)
      violated(
        `attempt ${no} is sent ${1 + resends} time(s); the policy allows ${this.attemptsMax} attempts`,
        [intent],
      );
  }

  private pause(attempt: AttemptFacts, failed: AttemptFacts, violated: Report): void {
    const reason = this.reason[attempt.intent];
    if (failed.state !== 'failed' || reason === undefined) return; // S03 and S13 say why not
    if (PERMANENT.has(reason)) {
      violated(`attempt ${attempt.no} after ${reason}, which no retry can mend`, [attempt.intent]);
      return;
    }
    if (NEVER_LEFT.has(reason)) return;
    const scheduleMs = Math.floor(Math.min(this.longestMs, this.firstMs * this.factor ** (failed.no - 1)));
    const pauseMs = attempt.decidedAtMs - failed.resolvedAtMs;
    if (pauseMs < scheduleMs - ROUNDING_MS)
      violated(
        `attempt ${attempt.no} came ${pauseMs} ms after attempt ${failed.no} had failed (${reason}), the schedule says ${scheduleMs} ms`,
        [attempt.intent],
      );
  }
}
