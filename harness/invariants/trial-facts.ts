import type { HistoryEvent } from '#reports/evidence/history';
import { Controls } from './controls.ts';
import { AttemptFacts, IntentFacts, PaymentFacts } from './fact-records.ts';
import { KeyBook } from './key-book.ts';
import { Phases } from './phases.ts';

const TERMINAL: ReadonlySet<string> = new Set(['settled', 'failed', 'declined', 'expired', 'canceled']);

/**
 * The plain reading of a history, folded once and shared by all invariants: what the ledger holds of each intent and
 * attempt, what the world holds of each payment hash, who asked for what, and which phase it is. It judges nothing.
 */
export class TrialFacts {
  /** By intent ordinal. An intent that the ledger does not hold has no entry. */
  readonly intents: IntentFacts[] = [];
  /** One per payment hash, in order of first sight. */
  readonly payments: PaymentFacts[] = [];
  readonly keys = new KeyBook();
  readonly phases = new Phases();
  readonly controls = new Controls();
  private readonly byHash = new Map<string, PaymentFacts>();
  private memo = new PaymentFacts('', -1);

  observe(event: HistoryEvent): void {
    this.phases.nowMs = event.atMs;
    switch (event.kind) {
      case 'request-submitted':
        this.keys.submitted(event, this.intents);
        break;
      case 'response-received':
        this.keys.answered(event);
        break;
      case 'intent-received':
        this.received(event);
        break;
      case 'intent-moved':
        this.moved(event);
        break;
      case 'approval-moved':
        if (this.intents[event.intent] !== undefined) this.intents[event.intent].approvalAtMs = event.atMs;
        break;
      case 'attempt-opened':
        this.opened(event);
        break;
      case 'attempt-resent': {
        const attempt = this.attempt(event.intent, event.attempt);
        if (attempt !== undefined) attempt.resends++;
        break;
      }
      case 'attempt-resolved':
        this.attempt(event.intent, event.attempt)?.resolve(event);
        break;
      case 'call-sent':
        this.attempt(event.intent, event.attempt)?.sent(event);
        break;
      case 'call-answered':
        this.attempt(event.intent, event.attempt)?.answered(event);
        break;
      case 'answer-stored':
        this.intents[event.intent]?.storeAnswer(event);
        break;
      case 'exception-moved':
        this.intents[event.intent]?.moveException(event);
        break;
      case 'payment-begun':
        this.payment(event.hash).begin(event);
        break;
      case 'payment-ended':
        this.payment(event.hash).finish(event);
        break;
      case 'invoice-paid':
        this.payment(event.hash).pay(event);
        break;
      case 'control-moved':
        this.controls.observe(event);
        break;
      case 'phase-began':
      case 'fault-began':
      case 'fault-ended':
      case 'bound-in-force':
      case 'node-moved':
      case 'orchestrator-moved':
        this.phases.observe(event);
        break;
      default:
    }
  }

  /** What the world holds of a hash; a new, empty record at first sight. */
  payment(hash: string): PaymentFacts {
    if (hash === this.memo.hash) return this.memo;
    let payment = this.byHash.get(hash);
    if (payment === undefined) {
      payment = new PaymentFacts(hash, this.payments.length);
      this.byHash.set(hash, payment);
      this.payments.push(payment);
    }
    this.memo = payment;
    return payment;
  }

  /** The durable record of an attempt, undefined if the ledger has none. */
  attempt(intent: number, no: number): AttemptFacts | undefined {
    const facts = this.intents[intent];
    if (facts === undefined) return undefined;
    let attempt = facts.lastAttempt;
    while (attempt !== undefined && attempt.no !== no) attempt = attempt.previous;
    return attempt;
  }

  private received(event: HistoryEvent): void {
    const payment = this.payment(event.hash);
    if (payment.intent === -1) payment.intent = event.intent;
    const key = this.keys.received(event);
    this.intents[event.intent] = new IntentFacts(event, payment, key);
  }

  private moved(event: HistoryEvent): void {
    const intent = this.intents[event.intent];
    if (intent === undefined) return;
    intent.statusBefore = intent.status;
    intent.status = event.state;
    intent.movedAtMs = event.atMs;
    intent.terminal = TERMINAL.has(event.state);
  }

  private opened(event: HistoryEvent): void {
    const intent = this.intents[event.intent];
    if (intent === undefined) return;
    intent.lastAttempt = new AttemptFacts(event, intent.lastAttempt);
  }
}
