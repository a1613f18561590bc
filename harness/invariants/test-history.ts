import { hash as digestOf } from 'node:crypto';
import { type HistoryEvent, type HistoryKind, historyEvent } from '#reports/evidence/history';

/**
 * Correct histories, written by hand event by event: what a sound orchestrator leaves behind. Tests break one line of
 * them and expect one invariant to notice. Nodes: 0 and 1 pay, 2 forwards, 3 is the payee.
 */
export const PATHS = [
  'happy',
  'retry',
  'fallback',
  'unknown',
  'failed',
  'approved',
  'denied',
  'crash',
  'stuck',
] as const;
export type Path = (typeof PATHS)[number];

type Columns = Partial<Omit<HistoryEvent, 'kind' | 'seq' | 'atMs'>>;

const AMOUNT_MSAT = 1_000_000;
const CAP_MSAT = 5_000;
const FEE_MSAT = 1_200;
const NODES = [0, 1, 2, 3];
const PAYEE = 3;
const FORWARDER = 2;
const POLICY = 'c'.repeat(64);
/** Nobody needs it: what L13 is about. */
const DEAD = 4;
const DEADLINE_MS = 10 ** 9;
const CLTV_LIMIT = 1_008;
const BACKOFF_MS = 200;
const BOUNDS = {
  ...Object.fromEntries([1, 3, 4, 5, 6, 7, 8, 9].map((n) => [`L0${n}`, 60_000])),
  ...Object.fromEntries([10, 11, 12, 13].map((n) => [`L${n}`, 60_000])),
  L02: 3,
  'L10.ttl': 60_000,
  'S29.cltv': CLTV_LIMIT,
  S30: 3,
  'S30.backoff-first': BACKOFF_MS,
  'S30.backoff-factor': 2_000,
  'S30.backoff-max': 3_000,
};

export function sha256(text: string): string {
  return digestOf('sha256', text, 'hex');
}

export class TestHistory {
  readonly events: HistoryEvent[] = [];
  nowMs = 0;
  private intents = 0;
  private requests = 0;
  private calls = 0;
  private process = 1;
  private auditSeq = 0;
  private auditHash = '0'.repeat(64);
  private readonly balances = NODES.map(() => 10 ** 12);
  private readonly truths: Columns[] = [];

  add(kind: HistoryKind, columns: Columns = {}, afterMs = 1): void {
    this.nowMs += afterMs;
    this.events.push(historyEvent(kind, { ...columns, seq: this.events.length, atMs: this.nowMs }));
  }

  begin(): this {
    for (const [actor, amountMsat] of Object.entries(BOUNDS))
      this.add('bound-in-force', { actor, amountMsat });
    for (const tier of ['low', 'high'])
      for (const actor of ['tenant', 'agent'])
        this.add('limit-in-force', {
          tier,
          actor,
          amountMsat: 2 * AMOUNT_MSAT,
          limitMsat: 10 ** 12,
          feeMsat: 86_400_000,
          state: tier === 'high' ? 'review' : 'auto',
        });
    for (const node of NODES)
      this.add('balance-seen', { node, amountMsat: this.balances[node]!, state: 'start' });
    this.add('orchestrator-moved', { state: 'started', request: 1 });
    this.add('phase-began', { state: 'storm' });
    this.add('control-moved', { state: 'kill_switch_on' });
    this.add('control-moved', { state: 'kill_switch_off' });
    this.add('fault-began', { state: 'load.burst' });
    this.add('fault-ended', { state: 'load.burst' });
    this.add('node-moved', { node: DEAD, state: 'down', cause: 'gone for good' });
    this.add('phase-began', { state: 'heal' });
    return this;
  }

  end(): HistoryEvent[] {
    this.add('phase-began', { state: 'quiet' });
    for (let pass = 0; pass < 3; pass++) this.add('reconciler-ran', {}, 15_000);
    this.add('audit-anchored', { request: this.auditSeq, digest: this.auditHash });
    this.add('phase-began', { state: 'end' }, 200_000);
    for (const truth of this.truths) this.add('node-truth', truth, 0);
    for (const node of NODES)
      this.add('balance-seen', { node, amountMsat: this.balances[node]!, state: 'end' }, 0);
    return this.events;
  }

  /** One intent from request to answer. Returns its ordinal. */
  intent(path: Path, options: { tenant?: string; key?: string; repeated?: boolean } = {}): number {
    const intent = this.intents++;
    const { tenant = 'acme', key = `key-${intent}`, repeated = false } = options;
    const preimage = sha256(`preimage ${intent}`);
    const tier = path === 'approved' ? 'high' : 'low';
    const payment = {
      hash: digestOf('sha256', Buffer.from(preimage, 'hex'), 'hex'),
      amountMsat: AMOUNT_MSAT,
      limitMsat: CAP_MSAT,
    };
    const content = sha256(`content ${intent}`);
    const asked: Columns = {
      ...payment,
      actor: tenant,
      cause: key,
      peer: PAYEE,
      tier,
      corridor: 'us-mx',
      digest: sha256(`body ${intent}`),
    };
    const first = this.requests++;
    this.add('request-submitted', { ...asked, request: first, state: 'first' });
    this.add('intent-received', {
      ...asked,
      intent,
      digest: content,
      was: sha256(`print ${intent}`),
      feeMsat: DEADLINE_MS,
      state: 'bot',
    });
    this.audit(intent, 'state', '', 'received');
    const decision = path === 'denied' ? 'deny' : path === 'approved' ? 'review' : 'allow';
    this.add('policy-decided', {
      intent,
      state: decision,
      amountMsat: AMOUNT_MSAT,
      peer: PAYEE,
      digest: POLICY,
      was: 'v1',
      cause: 'rule',
      feeMsat: this.nowMs + 60_000,
      limitMsat: this.nowMs,
    });
    this.audit(intent, 'decision', 'v1', decision);
    const attempt = { intent, attempt: 1, node: 0, ...payment, digest: content };
    let final = 'settled';
    if (path === 'denied') {
      this.move(intent, 'received', 'declined');
      final = 'declined';
    } else {
      if (path === 'approved') this.approve(intent);
      else this.move(intent, 'received', 'ready');
      if (repeated) this.repeat(asked, first, intent, 'retry', '409', '');
      final = this.pay(path, attempt, preimage);
    }
    if (final === '') return intent;
    const answer = {
      state: final === 'declined' ? '403' : '200',
      digest: `{"intent":${intent},"status":"${final}"}`,
    };
    this.add('answer-stored', { intent, ...answer }, 0);
    this.add('response-received', { request: first, actor: tenant, cause: key, intent, ...answer });
    if (repeated) {
      this.repeat(asked, first, intent, 'retry', answer.state, answer.digest);
      const altered = { ...asked, digest: sha256(`other body ${intent}`), amountMsat: AMOUNT_MSAT + 1 };
      this.repeat(altered, first, -1, 'altered', '422', '{"error":"other content"}');
    }
    return intent;
  }

  private repeat(
    asked: Columns,
    first: number,
    intent: number,
    state: string,
    status: string,
    body: string,
  ): void {
    const request = this.requests++;
    const { actor, cause } = asked as { actor: string; cause: string };
    this.add('request-submitted', { ...asked, request, attempt: first, state });
    this.add('response-received', { request, actor, cause, intent, state: status, digest: body });
  }

  private approve(intent: number): void {
    this.add('approval-moved', { intent, state: 'requested' }, 0);
    this.move(intent, 'received', 'awaiting_approval');
    const approvedAtMs = this.nowMs + 499;
    this.add('person-acted', { intent, state: 'approved', actor: 'olga', limitMsat: DEADLINE_MS }, 499);
    this.add('approval-moved', { intent, state: 'given', actor: 'olga', limitMsat: approvedAtMs }, 1);
    this.audit(intent, 'approval', 'requested', 'given', 'olga');
    this.move(intent, 'awaiting_approval', 'ready');
  }

  /** All attempts of one intent. Returns its final state, '' if it has none. */
  private pay(path: Path, first: Columns, preimage: string): string {
    const intent = first.intent!;
    let attempt = first;
    let call = this.dispatch(attempt);
    if (path === 'retry' || path === 'fallback' || path === 'failed') {
      this.add('route-failed', { ...world(attempt), peer: FORWARDER, cause: 'temporary_channel_failure' });
      this.add('payment-ended', { ...world(attempt), amountMsat: 0, state: 'failed', cause: 'no_route' });
      this.answer(attempt, call, 'failed');
      const cause = path === 'failed' ? 'incorrect_payment_details' : 'no_route';
      this.resolve(attempt, 'failed', { cause });
      if (path !== 'retry')
        this.truths.push({ node: 0, hash: attempt.hash!, state: 'failed', amountMsat: AMOUNT_MSAT });
      this.move(intent, 'in_flight', path === 'failed' ? 'failed' : 'ready');
      this.reserve(attempt, 'released');
      if (path === 'failed') return 'failed';
      this.nowMs += BACKOFF_MS;
      attempt = { ...attempt, attempt: 2, node: path === 'retry' ? 0 : 1 };
      call = this.dispatch(attempt);
    }
    if (path === 'unknown' || path === 'stuck') {
      this.answer(attempt, call, 'unknown', 5_000);
      this.breaker(attempt, 'open');
      this.resolve(attempt, 'unknown', { cause: 'timeout' });
      this.move(intent, 'in_flight', 'in_doubt');
      this.callback(attempt, 'failed', 'forged');
      call = this.lookUp(attempt);
    }
    if (path === 'stuck') {
      this.answer(attempt, call, 'in_flight');
      this.breaker(attempt, 'closed');
      this.resolve(attempt, 'in_flight');
      this.add('exception-moved', { intent, state: 'raised', cause: 'in_doubt_too_long' }, 30_000);
      this.audit(intent, 'exception', '', 'raised');
      this.truths.push({ node: 0, hash: attempt.hash!, state: 'in_flight', amountMsat: AMOUNT_MSAT });
      return '';
    }
    if (path === 'crash') {
      this.add('orchestrator-moved', { state: 'crashed', cause: 'lookup' });
      this.add('orchestrator-moved', { state: 'started', request: ++this.process }, 100);
      this.reserve(attempt, 'reserved');
      this.resolve(attempt, 'unknown', { cause: 'recovered', actor: 'recovery' });
      this.move(intent, 'in_flight', 'in_doubt');
      call = this.lookUp(attempt);
    }
    this.settle(attempt, preimage);
    this.answer(attempt, call, 'settled');
    if (path === 'unknown') this.breaker(attempt, 'closed');
    this.callback(attempt, 'settled', 'duplicate');
    this.resolve(attempt, 'settled', { digest: preimage, feeMsat: FEE_MSAT });
    this.move(intent, path === 'unknown' || path === 'crash' ? 'in_doubt' : 'in_flight', 'settled');
    this.reserve(attempt, 'released');
    return 'settled';
  }

  private dispatch(attempt: Columns): number {
    const intent = attempt.intent!;
    // With the decision, before the record of it is durable.
    this.reserve(attempt, 'reserved');
    this.add('attempt-opened', { ...attempt, was: POLICY, feeMsat: this.nowMs }, 0);
    this.audit(intent, 'dispatch', '', `attempt ${attempt.attempt}`);
    this.move(intent, 'ready', 'in_flight');
    const call = this.calls++;
    this.add('call-sent', { ...attempt, request: call, state: 'pay', feeMsat: CLTV_LIMIT });
    this.add('payment-begun', { ...world(attempt), limitMsat: CAP_MSAT }, 20);
    return call;
  }

  private lookUp(attempt: Columns): number {
    const call = this.calls++;
    const { intent, node, hash } = attempt as { intent: number; node: number; hash: string };
    this.add('call-sent', { intent, attempt: attempt.attempt!, node, hash, request: call, state: 'lookup' });
    return call;
  }

  private settle(attempt: Columns, preimage: string): void {
    const { node, hash } = attempt as { node: number; hash: string };
    this.add('invoice-paid', { node: PAYEE, hash, amountMsat: AMOUNT_MSAT, digest: preimage }, 300);
    this.add('payment-ended', {
      ...world(attempt),
      state: 'settled',
      feeMsat: FEE_MSAT,
      digest: preimage,
    });
    this.balances[node]! -= AMOUNT_MSAT + FEE_MSAT;
    this.balances[FORWARDER]! += FEE_MSAT;
    this.balances[PAYEE]! += AMOUNT_MSAT;
    this.truths.push({
      node,
      hash,
      state: 'settled',
      amountMsat: AMOUNT_MSAT,
      feeMsat: FEE_MSAT,
      digest: preimage,
    });
  }

  private answer(attempt: Columns, call: number, state: string, afterMs = 5): void {
    const { intent, node, hash } = attempt as { intent: number; node: number; hash: string };
    this.add(
      'call-answered',
      { intent, attempt: attempt.attempt!, node, hash, request: call, state },
      afterMs,
    );
  }

  private resolve(attempt: Columns, state: string, columns: Columns = {}): void {
    const { intent, node, hash } = attempt as { intent: number; node: number; hash: string };
    const known = { intent, attempt: attempt.attempt!, node, hash, amountMsat: AMOUNT_MSAT, state };
    this.add('attempt-resolved', { ...known, actor: 'lookup', limitMsat: this.nowMs, ...columns });
  }

  private reserve(attempt: Columns, state: string): void {
    const { intent, node, hash } = attempt as { intent: number; node: number; hash: string };
    const amountMsat = AMOUNT_MSAT + CAP_MSAT;
    const own = { intent, node, hash, state, amountMsat, limitMsat: 10 * amountMsat, request: this.process };
    this.add('reservation-moved', own, 0);
  }

  private breaker(attempt: Columns, state: string): void {
    this.add('breaker-moved', { node: attempt.node!, state, request: this.process }, 0);
  }

  private callback(attempt: Columns, state: string, cause: string): void {
    this.add('callback-delivered', { node: attempt.node!, hash: attempt.hash!, state, cause });
  }

  private move(intent: number, was: string, state: string): void {
    this.add('intent-moved', { intent, was, state, cause: 'because' }, 0);
    this.audit(intent, 'state', was, state);
  }

  private audit(intent: number, action: string, before: string, after: string, actor = 'engine'): void {
    const seq = ++this.auditSeq;
    const record = [seq, this.auditHash, this.nowMs, `intent-${intent}`, actor, action, before, after, ''];
    const cause = JSON.stringify(['fulgurite-audit-v1', ...record]);
    const digest = sha256(cause);
    const columns = { intent, request: seq, actor, cause, was: this.auditHash, digest };
    this.add('audit-recorded', { ...columns, state: action }, 0);
    this.auditHash = digest;
  }
}

function world(attempt: Columns): Columns {
  return { node: attempt.node!, peer: PAYEE, hash: attempt.hash!, amountMsat: AMOUNT_MSAT };
}

/** A correct history with one intent for each path given, the first one with client retries. */
export function correctHistory(paths: readonly Path[] = PATHS): HistoryEvent[] {
  const history = new TestHistory().begin();
  paths.forEach((path, index) => {
    history.intent(path, { repeated: index === 0 });
  });
  return history.end();
}
