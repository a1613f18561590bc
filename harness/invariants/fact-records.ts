import type { HistoryEvent } from '#reports/evidence/history';
import type { KeyRecord } from './key-book.ts';

/**
 * The same number as a small integer where it is one. Events hold theirs as doubles; a field that ever got one keeps a box
 * of 16 bytes, and a long trial has a hundred thousand records.
 */
function unboxed(value: number): number {
  const small = value | 0;
  return small === value ? small : value;
}

/** What the ledger holds of one intent. */
export class IntentFacts {
  readonly ordinal: number;
  readonly tenant: string;
  readonly key: KeyRecord;
  readonly payment: PaymentFacts;
  readonly amountMsat: number;
  readonly feeCapMsat: number;
  readonly payee: number;
  readonly tier: string;
  /** Tenant and agent: agents of two tenants may have one name. */
  readonly spender: string;
  readonly contentDigest: string;
  readonly deadlineMs: number;
  readonly receivedAtMs: number;
  status = 'received';
  /** What `status` was before the last move. */
  statusBefore = '';
  terminal = false;
  movedAtMs: number;
  approvalAtMs = -1;
  lastAttempt: AttemptFacts | undefined = undefined;
  /** The stored final answer; '' while there is none. */
  answerStatus = '';
  answerBody = '';
  exceptionOpen = false;

  constructor(event: HistoryEvent, payment: PaymentFacts, key: KeyRecord) {
    this.ordinal = event.intent;
    this.tenant = event.actor;
    this.key = key;
    this.payment = payment;
    this.amountMsat = unboxed(event.amountMsat);
    this.feeCapMsat = unboxed(event.limitMsat);
    this.payee = event.peer;
    this.tier = event.tier;
    this.spender = `${event.actor}/${event.state}`;
    this.contentDigest = event.digest;
    this.deadlineMs = event.feeMsat;
    this.receivedAtMs = event.atMs;
    this.movedAtMs = event.atMs;
  }

  storeAnswer(event: HistoryEvent): void {
    this.answerStatus = event.state;
    this.answerBody = event.digest;
  }

  moveException(event: HistoryEvent): void {
    this.exceptionOpen = event.state === 'raised';
  }
}

/** What the ledger holds of one attempt, and what the nodes said about it. */
export class AttemptFacts {
  readonly intent: number;
  readonly no: number;
  readonly node: number;
  readonly hash: string;
  readonly amountMsat: number;
  readonly limitMsat: number;
  readonly contentDigest: string;
  readonly policyHash: string;
  readonly openedAtMs: number;
  /** When the engine decided to open it: before its record was durable. */
  readonly decidedAtMs: number;
  readonly previous: AttemptFacts | undefined;
  /** open: the ledger does not know the end. */
  state: 'open' | 'settled' | 'failed' = 'open';
  /** What `state` was before the last final record; `open` unless the ledger rewrote it. */
  stateBefore: 'open' | 'settled' | 'failed' = 'open';
  /** As the node said it; -1 unknown. */
  feeMsat = -1;
  /** How many pay calls left for this attempt, and how many of them certainly sent nothing. */
  pays = 0;
  paysNotSent = 0;
  /** How many further sends have a durable record. */
  resends = 0;
  /** When the last final record was decided, and when it was durable; -1 while it is open. */
  resolvedAtMs = -1;
  endedAtMs = -1;
  saidSettled = false;
  saidFailed = false;
  saidUnknown = false;
  emptyReads = 0;
  private payCall = -1;

  constructor(event: HistoryEvent, previous: AttemptFacts | undefined) {
    this.intent = event.intent;
    this.no = event.attempt;
    this.node = event.node;
    this.hash = event.hash;
    this.amountMsat = unboxed(event.amountMsat);
    this.limitMsat = unboxed(event.limitMsat);
    this.contentDigest = event.digest;
    this.policyHash = event.was;
    this.openedAtMs = event.atMs;
    this.decidedAtMs = event.feeMsat;
    this.previous = previous;
  }

  resolve(event: HistoryEvent): void {
    if (event.state !== 'settled' && event.state !== 'failed') return;
    this.stateBefore = this.state;
    this.state = event.state;
    this.feeMsat = unboxed(event.feeMsat);
    this.resolvedAtMs = event.limitMsat;
    this.endedAtMs = event.atMs;
  }

  sent(event: HistoryEvent): void {
    if (event.state !== 'pay') return;
    this.pays++;
    this.payCall = event.request;
  }

  answered(event: HistoryEvent): void {
    const isPay = event.request === this.payCall;
    switch (event.state) {
      case 'settled':
        this.saidSettled = true;
        break;
      case 'failed':
        this.saidFailed = true;
        break;
      case 'not_found':
        this.emptyReads++;
        break;
      case 'not_sent':
      case 'rejected':
        if (isPay) this.paysNotSent++;
        break;
      case 'unknown':
        if (isPay) this.saidUnknown = true;
        break;
      default:
    }
  }

  /**
   * Whether something that a node said proves that nothing of this attempt can settle. A refusal proves it only if
   * every send was refused; one empty look-up proves nothing, several in a row may (adapters.md §1 (4): at least two).
   */
  get provedFailed(): boolean {
    return this.saidFailed || this.paysNotSent === this.pays || this.emptyReads >= 2;
  }
}

/** What the world holds of one payment hash, over all nodes. */
export class PaymentFacts {
  readonly hash: string;
  /** Index in `TrialFacts.payments`. */
  readonly ordinal: number;
  /** The first intent with this hash, -1 none. */
  intent = -1;
  /** Payments of this hash that some payer node ever began, and that are not ended now. */
  begun = 0;
  open = 0;
  /** The most that what is open can still move, fees included. */
  openMsat = 0;
  openNode = -1;
  settled = 0;
  settledMsat = 0;
  settledFeeMsat = 0;
  settledNode = -1;
  lastEndedAtMs = -1;
  /** What payees took. */
  paid = 0;
  paidMsat = 0;

  constructor(hash: string, ordinal: number) {
    this.hash = hash;
    this.ordinal = ordinal;
  }

  begin(event: HistoryEvent): void {
    this.begun++;
    this.open++;
    this.openMsat = unboxed(this.openMsat + event.amountMsat + event.limitMsat);
    if (this.open === 1) this.openNode = event.node;
  }

  finish(event: HistoryEvent): void {
    this.open--;
    if (this.open <= 0) this.openMsat = 0;
    this.lastEndedAtMs = event.atMs;
    if (event.state !== 'settled') return;
    this.settled++;
    this.settledMsat = unboxed(this.settledMsat + event.amountMsat);
    this.settledFeeMsat = unboxed(this.settledFeeMsat + event.feeMsat);
    this.settledNode = event.node;
  }

  pay(event: HistoryEvent): void {
    this.paid++;
    this.paidMsat = unboxed(this.paidMsat + event.amountMsat);
  }

  /** The money moved, irrevocably: a payee has it, or a payer paid it. */
  get moved(): boolean {
    return this.begun > 0 && (this.settled > 0 || this.paid > 0);
  }
}
