import type { IntentId } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { AttemptRecord, AuditRecord, LedgerEvent } from '#orchestrator/domain/ledger-event';
import type { DurableGroup } from '#orchestrator/ports/journal';
import type { HistoryRecorder } from './recorder.ts';

interface Known {
  readonly ordinal: number;
  readonly intent: PaymentIntent | null;
  attempts: readonly AttemptRecord[];
}

const UNKNOWN: Known = { ordinal: -1, intent: null, attempts: [] };

/** Turns what became durable in the orchestrator's journal into the ledger's voice of the history. */
export class LedgerHistory {
  readonly #recorder: HistoryRecorder;
  readonly #nodeNames: readonly string[];
  readonly #nodeOrdinals: ReadonlyMap<string, number>;
  readonly #known = new Map<IntentId, Known>();
  #received = 0;
  #lastId: IntentId | '' = '';
  #last: Known | undefined;

  constructor(recorder: HistoryRecorder, nodeNames: readonly string[]) {
    this.#recorder = recorder;
    this.#nodeNames = nodeNames;
    this.#nodeOrdinals = new Map(nodeNames.map((name, ordinal) => [name, ordinal]));
  }

  /** Ordinal of a durable intent, -1 when there is none. */
  ordinalOf(intent: IntentId): number {
    return this.#find(intent)?.ordinal ?? -1;
  }

  intentOf(intent: IntentId): PaymentIntent | undefined {
    return this.#find(intent)?.intent ?? undefined;
  }

  nodeName(ordinal: number): string {
    return this.#nodeNames[ordinal] ?? '';
  }

  nodeOrdinal(name: string): number {
    return this.#nodeOrdinals.get(name) ?? -1;
  }

  /** The orchestrator no longer knows these; nothing durable will be about them. */
  forget(intents: readonly PaymentIntent[]): void {
    for (const { id } of intents) this.#known.delete(id);
    this.#lastId = '';
    this.#last = undefined;
  }

  /** `auditTexts`: the canonical text of each audit record of the group. */
  record(group: DurableGroup, auditTexts: readonly string[]): void {
    for (const event of group.events) this.#event(group.intent, event);
    const ordinal = this.ordinalOf(group.intent);
    for (let at = 0; at < group.audit.length; at++) this.#audit(group.audit[at]!, auditTexts[at]!, ordinal);
  }

  #event(id: IntentId, event: LedgerEvent): void {
    if (event.type === 'intent_received') {
      this.#receive(event.intent);
      return;
    }
    // A journal that makes no sense is written down as it is: the invariants judge it, not the recorder.
    const known = this.#find(id) ?? UNKNOWN;
    switch (event.type) {
      case 'policy_decided': {
        const { decision } = event;
        const out = this.#recorder.begin('policy-decided');
        out.intent = known.ordinal;
        out.state = decision.effect;
        out.amountMsat = Number(decision.amountMsat);
        out.peer = this.nodeOrdinal(decision.payee);
        out.digest = decision.policyHash;
        out.was = decision.policyVersion;
        out.cause = decision.rules.join(',');
        out.feeMsat = decision.validUntilMs;
        out.limitMsat = decision.decidedAtMs;
        break;
      }
      case 'approval_requested':
      case 'approval_given':
      case 'approval_refused': {
        const out = this.#recorder.begin('approval-moved');
        out.intent = known.ordinal;
        out.state = event.type.slice('approval_'.length);
        if (event.type !== 'approval_requested') {
          out.actor = event.approver;
          out.limitMsat = event.atMs;
        }
        break;
      }
      case 'attempt_opened': {
        const { attempt } = event;
        // Exact in size: an array that grows, or is spread, keeps room for seventeen.
        if (known !== UNKNOWN) known.attempts = known.attempts.concat(attempt);
        const out = this.#recorder.begin('attempt-opened');
        out.intent = known.ordinal;
        out.attempt = attempt.no;
        out.node = this.nodeOrdinal(attempt.node);
        out.hash = attempt.hash;
        out.amountMsat = Number(attempt.amountMsat);
        out.limitMsat = Number(attempt.feeLimitMsat);
        out.digest = attempt.contentDigest;
        out.was = attempt.policyHash;
        out.feeMsat = attempt.openedAtMs;
        break;
      }
      case 'attempt_resolved':
        this.#resolved(known, event);
        break;
      case 'moved': {
        const out = this.#recorder.begin('intent-moved');
        out.intent = known.ordinal;
        out.was = event.from;
        out.state = event.to;
        out.cause = event.cause;
        break;
      }
      case 'answer_stored': {
        const out = this.#recorder.begin('answer-stored');
        out.intent = known.ordinal;
        out.state = String(event.status);
        out.digest = event.body;
        break;
      }
      case 'exception_raised': {
        const out = this.#recorder.begin('exception-moved');
        out.intent = known.ordinal;
        out.state = 'raised';
        out.cause = event.kind;
        out.digest = event.evidence;
        break;
      }
      case 'exception_closed': {
        const out = this.#recorder.begin('exception-moved');
        out.intent = known.ordinal;
        out.state = 'closed';
        out.cause = event.cause;
        out.actor = event.actor;
        break;
      }
      case 'attempt_resent': {
        const attempt = known.attempts[event.no - 1];
        const out = this.#recorder.begin('attempt-resent');
        out.intent = known.ordinal;
        out.attempt = event.no;
        out.limitMsat = event.atMs;
        if (attempt !== undefined) {
          out.node = this.nodeOrdinal(attempt.node);
          out.hash = attempt.hash;
        }
        break;
      }
      case 'retry_scheduled':
        // Seen as the attempt that follows.
        return;
    }
    this.#recorder.push();
  }

  /** Events come in runs about one intent: the last answer is usually the next. */
  #find(id: IntentId): Known | undefined {
    if (id === this.#lastId) return this.#last;
    const known = this.#known.get(id);
    if (known !== undefined) {
      this.#lastId = id;
      this.#last = known;
    }
    return known;
  }

  #receive(intent: PaymentIntent): void {
    const ordinal = this.#received++;
    const known: Known = { ordinal, intent, attempts: [] };
    this.#known.set(intent.id, known);
    this.#lastId = intent.id;
    this.#last = known;
    const out = this.#recorder.begin('intent-received');
    out.intent = ordinal;
    out.actor = intent.tenant;
    out.cause = intent.idempotencyKey;
    out.hash = intent.hash;
    out.amountMsat = Number(intent.amountMsat);
    out.limitMsat = Number(intent.feeCapMsat);
    out.digest = intent.contentDigest;
    out.was = intent.fingerprint;
    out.peer = this.nodeOrdinal(intent.payee);
    out.tier = intent.tier;
    out.corridor = intent.corridor;
    out.feeMsat = intent.deadlineMs;
    out.state = intent.agent;
    this.#recorder.push();
  }

  #resolved(known: Known, event: Extract<LedgerEvent, { type: 'attempt_resolved' }>): void {
    const attempt = known.attempts[event.no - 1];
    const { outcome } = event;
    const out = this.#recorder.begin('attempt-resolved');
    out.intent = known.ordinal;
    out.attempt = event.no;
    if (attempt !== undefined) {
      out.node = this.nodeOrdinal(attempt.node);
      out.hash = attempt.hash;
      out.amountMsat = Number(attempt.amountMsat);
    }
    out.actor = event.source;
    out.limitMsat = event.atMs;
    out.state = outcome.kind;
    if (outcome.kind === 'settled') {
      out.feeMsat = outcome.feeMsat === null ? -1 : Number(outcome.feeMsat);
      out.digest = outcome.preimage;
    } else if (outcome.kind === 'failed') out.cause = outcome.reason;
    else if (outcome.kind === 'unknown') out.cause = outcome.cause;
  }

  #audit(record: AuditRecord, text: string, ordinal: number): void {
    const out = this.#recorder.begin('audit-recorded');
    out.request = record.seq;
    out.intent = ordinal;
    out.actor = record.actor;
    out.state = record.action;
    out.cause = text;
    out.was = record.previousHash;
    out.digest = record.hash;
    this.#recorder.push();
  }
}
