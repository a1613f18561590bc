import type { Submission } from '../api/request.ts';
import { commitBoundary } from '../domain/boundaries.ts';
import type { Context, Effect, Input } from '../domain/context.ts';
import { type Hold, holdOf } from '../domain/dispatch-gate.ts';
import type { Draft } from '../domain/draft.ts';
import type { IntentId } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import { msat } from '../domain/money.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { EngineRules } from '../domain/rules.ts';
import { type IntentState, openAttempt } from '../domain/state.ts';
import { isTerminal } from '../domain/status.ts';
import type { PolicyDecision, PolicyEngine } from '../policy/decision.ts';
import type { EnginePorts } from '../ports/host.ts';
import type { InvoiceDecoder } from '../ports/invoice.ts';
import type { CommitResult, Journal } from '../ports/journal.ts';
import type { NodeHint, NodeListing } from '../ports/node.ts';
import type { Router } from '../ports/router.ts';
import { Calls } from './calls.ts';
import type { EngineCore } from './core.ts';
import { ENGINE_CORE } from './core.ts';
import type { Entry } from './entry.ts';
import { newEntry } from './entry.ts';
import { exceptionQueue, type QueueEntry } from './exception-queue.ts';
import { FailClosedPolicy } from './fail-closed.ts';
import { LedgerView } from './ledger-view.ts';
import { policyQuestion } from './policy-question.ts';
import { Reconciler } from './reconciler.ts';
import { foldJournal, recountWindows, refillWindows } from './recovery.ts';
import { refusal } from './refusal.ts';
import { Retention } from './retention.ts';

export interface EngineParts {
  readonly ports: EnginePorts;
  readonly rules: EngineRules;
  readonly policy: PolicyEngine;
  readonly router: Router;
  readonly decodeInvoice: InvoiceDecoder;
  readonly core?: EngineCore;
}

/**
 * The shell around the decider: one input at a time for each intent, events durable before effects, effects through
 * ports, results fed back as inputs. It holds no knowledge that the journal does not hold too; what is volatile
 * (timers, waiting requests, calls under way) is made again by `recover`.
 */
export class Engine {
  private readonly ports: EnginePorts;
  private readonly rules: EngineRules;
  private readonly policy: PolicyEngine;
  private readonly router: Router;
  private readonly decodeInvoice: InvoiceDecoder;
  private readonly core: EngineCore;
  private readonly ledger = new LedgerView();
  private readonly commits = new Map<number, Entry>();
  private readonly calls: Calls;
  private readonly reconciler: Reconciler;
  private readonly retention: Retention;
  private readonly context: Context & { nowMs: number; lookupsMade: number; payCallOpen: boolean };
  /** The intent whose decision is being made: the context's functions speak about it. */
  private deciding: Entry | null = null;
  private lastTicket = 0;
  /** Under which the journal takes our commits: the fencing token. */
  private term = 0;
  private stopped = false;
  /** Intents whose open attempt recovery has not looked up yet: no new work before it is empty (design §4, write-ahead). */
  private readonly recovering = new Set<Entry>();
  private afterRecovery: Entry[] = [];

  constructor(parts: EngineParts) {
    this.ports = parts.ports;
    this.rules = parts.rules;
    this.policy = new FailClosedPolicy(parts.policy);
    this.router = parts.router;
    this.decodeInvoice = parts.decodeInvoice;
    this.core = parts.core ?? ENGINE_CORE;
    this.calls = new Calls(parts.ports, parts.rules);
    this.retention = new Retention(parts.rules);
    this.reconciler = new Reconciler({
      ports: parts.ports,
      rules: parts.rules,
      nodes: parts.router.nodes,
      ledger: this.ledger,
      nextCallId: () => this.calls.nextId(),
      lookUp: (entry) => this.feed(entry, { type: 'hinted' }),
      contradicted: (entry, evidence) => {
        if (entry.state?.exception !== null) return false;
        this.feed(entry, { type: 'contradicted', evidence });
        return true;
      },
    });
    this.context = {
      nowMs: 0,
      rules: parts.rules,
      lookupsMade: 0,
      payCallOpen: false,
      decidePolicy: (intent) => this.decidePolicy(intent),
      inForce: () => this.policy.inForce(),
      chooseRoute: (state) => this.router.choose(state, this.context.nowMs),
      resendSafe: (node) => this.router.resendSafe(node),
    };
  }

  /** Takes the journal over, folds it, and resolves every open attempt by hash. Call once, before anything else. */
  recover(journal: Pick<Journal, 'claim' | 'replay'>): void {
    const { term, groups } = journal.claim();
    this.term = term;
    const read = foldJournal(journal, this.ledger, this.core.keyScope);
    // Whoever resumes from an old state does again what was done since (a replica that lags, F19).
    if (read < groups) return this.standDown(`the journal shows ${read} of ${groups} groups: a stale read`);
    refillWindows(this.ledger, this.policy);
    const waiting: Entry[] = [];
    for (const entry of this.ledger.entries()) {
      const state = entry.state!;
      if (isTerminal(state.status)) {
        // The journal does not say when it ended; from now on it is kept for the whole time again.
        this.retention.ended(entry, this.ports.nowMs());
        continue;
      }
      this.holdMoney(entry, state);
      if (openAttempt(state) === null) waiting.push(entry);
      else this.recovering.add(entry);
    }
    this.afterRecovery = waiting;
    for (const entry of [...this.recovering]) this.feed(entry, { type: 'recovered' });
    this.resumeWhenRecovered();
  }

  /** A client's request: a stored answer, a refusal, or a new intent whose answer comes at its end. */
  submit(submission: Submission): void {
    if (this.stopped) return;
    // A process that was replaced knows an old state: it must not even say "in progress" of what has ended (S07).
    if (!this.ports.journal.holds(this.term)) return this.standDown(FENCED);
    const { requestId, tenant, idempotencyKey, body } = submission;
    const scope = this.core.keyScope(tenant, idempotencyKey);
    const fingerprint = this.core.fingerprintOf(body);
    const known = this.ledger.withScope(scope);
    if (known !== undefined) {
      if (known.fingerprint !== fingerprint)
        return this.refuse(requestId, 422, 'idempotency_key_reused', known.id);
      const answer = known.state?.answer;
      if (answer) return this.ports.respond(requestId, answer.status, answer.body);
      return this.refuse(requestId, 409, 'in_progress', known.id);
    }
    if (this.recovering.size > 0) return this.refuse(requestId, 503, 'recovering', null);
    const inForce = this.policy.inForce();
    if (inForce === null) return this.refuse(requestId, 503, 'policy_unavailable', null);
    if (inForce.killSwitch !== 'off') return this.refuse(requestId, 503, 'payments_stopped', null);
    const intent = this.core.admit(
      submission,
      fingerprint,
      this.ports.newIntentId(),
      this.ports.nowMs(),
      this.decodeInvoice,
    );
    if ('error' in intent) return this.refuse(requestId, 400, intent.error, null);
    const sameHash = this.ledger.withHash(intent.hash);
    if (sameHash !== undefined) return this.refuse(requestId, 409, 'payment_hash_in_use', null);
    const entry = newEntry(intent.id, scope, fingerprint);
    entry.waiting.push(requestId);
    this.ledger.add(entry, intent.hash);
    this.feed(entry, { type: 'submitted', intent });
  }

  /** The store's word on a commit. */
  committed(ticket: number, result: CommitResult): void {
    const entry = this.commits.get(ticket);
    if (this.stopped || entry === undefined) return;
    this.commits.delete(ticket);
    const draft = entry.pending!;
    if (result === 'unknown') return this.standDown(`commit of ${entry.id} has an unknown end`);
    if (result === 'fenced') return this.standDown(FENCED);
    if (result !== 'durable') return this.notCommitted(entry, draft, result);
    const { state } = draft;
    this.ports.boundary(commitBoundary(draft.events), 'after', state.status);
    const ends = isTerminal(state.status) && entry.state?.status !== state.status;
    if (state.status === 'in_doubt' && entry.state?.status !== 'in_doubt') entry.lookupsMade = 0;
    entry.state = state;
    entry.pending = null;
    if (ends) this.retention.ended(entry, this.ports.nowMs());
    this.holdMoney(entry, state);
    if (isTerminal(state.status) && state.status !== 'settled') this.leaveWindows(entry, state.intent);
    this.perform(entry, draft.effects);
    this.drain(entry);
  }

  /** A node's answer to a pay or look-up call. Each call is answered once; anything later is ignored. */
  answered(callId: number, answer: NodeAnswer): void {
    const call = this.calls.take(callId);
    if (this.stopped || call === null) return;
    const { entry } = call;
    this.router.heard(call.node, answer, this.ports.nowMs());
    if (call.kind === 'pay') entry.payCallsOpen -= 1;
    else if (entry.lookupCallId === callId) entry.lookupCallId = 0;
    this.feed(entry, { type: 'answered', attemptNo: call.attemptNo, answer, via: call.kind });
    if (this.recovering.delete(entry)) this.resumeWhenRecovered();
  }

  listed(callId: number, listing: NodeListing): void {
    if (!this.stopped) this.reconciler.listed(callId, listing);
  }

  /** An event or callback: a hint that only ever triggers a look-up; its body is never believed (S23, S24). */
  hinted(hint: NodeHint): void {
    if (this.stopped) return;
    const entry = this.ledger.withHash(hint.hash);
    if (entry?.state) this.feed(entry, { type: 'hinted' });
  }

  /** `atMs`: the moment for which the alarm was set. That is its name: no clock is asked, because clocks are set back. */
  woke(intent: IntentId, atMs: number): void {
    const entry = this.ledger.get(intent);
    if (this.stopped || entry === undefined || entry.wakeAtMs !== atMs) return;
    entry.wakeAtMs = -1;
    // Only the engine's own rounds make the pauses longer: look-ups that callbacks ask for must not (they can be forged).
    entry.lookupsMade += 1;
    const { again } = entry;
    entry.again = null;
    if (again !== null) this.feed(entry, again);
    this.feed(entry, { type: 'due' });
  }

  /** What waits for a person, oldest first, with evidence and the acts that are safe, also when done twice. */
  exceptionQueue(): readonly QueueEntry[] {
    return exceptionQueue(this.ledger.entries(), this.reconciler.orphans);
  }

  /** A person's act: approve, refuse, cancel, prove, acknowledge. An unknown intent is told so. */
  act(
    intent: IntentId,
    input: Extract<Input, { type: 'approved' | 'refused' | 'cancel' | 'proof' | 'acknowledge' }>,
  ): 'taken' | 'unknown_intent' {
    const entry = this.ledger.get(intent);
    if (entry?.state == null) return 'unknown_intent';
    if (!this.stopped) this.feed(entry, input);
    return 'taken';
  }

  /** Compares the ledger with every node; the host calls it from time to time. */
  reconcile(): void {
    if (this.stopped || this.recovering.size > 0) return;
    // What was replaced must not free keys and hashes on its old view either: they leave the journal without a commit.
    if (!this.ports.journal.holds(this.term)) return this.standDown(FENCED);
    this.forgetOld();
    this.reconciler.start();
  }

  private forgetOld(): void {
    const over = this.retention.over(this.ports.nowMs());
    if (over.length === 0) return;
    for (const entry of over) this.ledger.drop(entry, entry.state!.intent.hash);
    this.ports.forgotten(over.map((entry) => entry.state!.intent));
  }

  private feed(entry: Entry, input: Input): void {
    if (entry.pending !== null) {
      entry.mailbox.push(input);
      return;
    }
    this.step(entry, input);
  }

  private drain(entry: Entry): void {
    while (entry.pending === null && entry.mailbox.length > 0 && !this.stopped)
      this.step(entry, entry.mailbox.shift()!);
  }

  private step(entry: Entry, input: Input): void {
    this.context.nowMs = this.ports.nowMs();
    this.context.lookupsMade = entry.lookupsMade;
    this.context.payCallOpen = entry.payCallsOpen > 0;
    this.deciding = entry;
    const draft = this.core.decide(entry.state, input, this.context);
    this.deciding = null;
    if (draft.events.length === 0) return this.perform(entry, draft.effects);
    entry.pending = draft;
    entry.pendingInput = input;
    // Now, not when it is durable: the next decision, in the same moment, must not see this money as free (S18).
    if (openAttempt(draft.state) !== null) this.holdMoney(entry, draft.state);
    const ticket = ++this.lastTicket;
    this.commits.set(ticket, entry);
    const audit = this.core.auditTrail(entry.id, 'engine', draft.events, this.context.nowMs);
    this.ports.boundary(commitBoundary(draft.events), 'before', entry.state?.status ?? 'none');
    this.ports.journal.commit({ ticket, term: this.term, intent: entry.id, events: draft.events, audit });
  }

  private perform(entry: Entry, effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'dispatch':
          if (this.isHeld(entry, effect.attemptNo)) break;
          this.router.dispatched(
            entry.state!.attempts[effect.attemptNo - 1]!.record.node,
            this.ports.nowMs(),
          );
          this.calls.pay(entry, effect.attemptNo);
          break;
        case 'lookup':
          // One about an earlier attempt says nothing of this one: it must not stand in the way.
          if (entry.lookupCallId === 0 || entry.lookupAttemptNo !== effect.attemptNo)
            this.calls.lookup(entry, effect.attemptNo);
          break;
        case 'wake_if_none':
          if (entry.wakeAtMs >= 0) break;
          entry.wakeAtMs = effect.atMs;
          this.ports.wake(effect.atMs, entry.id);
          break;
        case 'wake':
          // What a person did is to be tried again soon: no later alarm may take its place.
          if (entry.again !== null && entry.wakeAtMs >= 0 && entry.wakeAtMs <= effect.atMs) break;
          entry.wakeAtMs = effect.atMs;
          this.ports.wake(effect.atMs, entry.id);
          break;
        case 'respond': {
          const answer = entry.state!.answer!;
          const { status } = entry.state!;
          this.ports.boundary('respond', 'before', status);
          for (const requestId of entry.waiting) this.ports.respond(requestId, answer.status, answer.body);
          entry.waiting.length = 0;
          this.ports.boundary('respond', 'after', status);
          break;
        }
      }
    }
  }

  /** Nothing was written. A new intent is forgotten; an old one looks again later. */
  private notCommitted(entry: Entry, draft: Draft, result: 'failed' | 'conflict'): void {
    entry.pending = null;
    if (entry.state === null) {
      this.leaveWindows(entry, draft.state.intent);
      if (entry.heldAttemptNo !== 0) this.router.release(entry.id);
      this.ledger.drop(entry, draft.state.intent.hash);
      const taken = result === 'conflict';
      for (const requestId of entry.waiting)
        this.refuse(requestId, taken ? 409 : 503, taken ? 'in_progress' : 'store_failed', null);
      return;
    }
    this.holdMoney(entry, entry.state);
    // What a node said can be asked again; what a person did is not said twice.
    if (isAct(entry.pendingInput)) entry.again = entry.pendingInput;
    entry.wakeAtMs = this.ports.nowMs() + this.rules.lookupFirstMs;
    this.ports.wake(entry.wakeAtMs, entry.id);
    this.drain(entry);
  }

  /**
   * Whether the attempt whose record is durable must not leave after all: between its decision and this moment the disk
   * was slow or the process stood still. What was never sent has failed, definitively, and `ready` waits for better days.
   */
  private isHeld(entry: Entry, attemptNo: number): boolean {
    if (!this.ports.journal.holds(this.term)) {
      this.standDown(FENCED);
      return true;
    }
    const state = entry.state!;
    const inForce = this.policy.inForce();
    let hold: Hold | null = holdOf(state, inForce, this.ports.nowMs());
    const { policyHash } = state.attempts[attemptNo - 1]!.record;
    if (hold === null && policyHash !== inForce?.policyHash) hold = 'policy_changed';
    if (hold === null) return false;
    entry.mailbox.unshift({ type: 'answered', attemptNo, answer: { kind: 'not_sent' }, via: 'pay' });
    return true;
  }

  /** Its memory or its right to write is gone: this process ends, another starts from the journal. */
  private standDown(why: string): void {
    this.stopped = true;
    this.ports.stop(why);
  }

  /** The router sets the open attempt's amount and fee limit aside, once, until that attempt has ended. */
  private holdMoney(entry: Entry, state: IntentState): void {
    const open = openAttempt(state);
    const no = open?.record.no ?? 0;
    if (no === entry.heldAttemptNo) return;
    if (entry.heldAttemptNo !== 0) this.router.release(entry.id);
    entry.heldAttemptNo = no;
    if (open === null) return;
    const { node, amountMsat, feeLimitMsat } = open.record;
    this.router.reserve(entry.id, node, msat(amountMsat + feeLimitMsat));
    entry.lookupsMade = 0;
  }

  /** Takes the intent out of its windows, asks, and puts it back in at once: two decisions never see the same room (S20). */
  private decidePolicy(intent: PaymentIntent): PolicyDecision {
    const entry = this.deciding!;
    this.leaveWindows(entry, intent);
    const question = policyQuestion(intent, this.context.nowMs);
    const decision = this.policy.decide(question);
    if (decision.effect !== 'deny') {
      this.policy.reserve(question);
      entry.windowedAtMs = question.nowMs;
    }
    return decision;
  }

  /** Another policy is in force, its windows are empty: everything that counts is counted again. */
  policyReplaced(): void {
    recountWindows(this.ledger, this.policy);
  }

  private leaveWindows(entry: Entry, intent: PaymentIntent): void {
    if (entry.windowedAtMs < 0) return;
    this.policy.release(policyQuestion(intent, entry.windowedAtMs));
    entry.windowedAtMs = -1;
  }

  /** New work, and what waits for a retry or a person, goes on once every open attempt was looked up (design §4). */
  private resumeWhenRecovered(): void {
    if (this.recovering.size > 0) return;
    for (const entry of this.afterRecovery.splice(0)) this.feed(entry, { type: 'due' });
  }

  private refuse(requestId: number, status: number, error: string, intent: IntentId | null): void {
    this.ports.respond(requestId, status, refusal(error, intent));
  }
}

const FENCED = 'another process has claimed the journal';

/** What a person did: nobody will say it again by itself. */
function isAct(input: Input | null): boolean {
  switch (input?.type) {
    case 'approved':
    case 'refused':
    case 'cancel':
    case 'proof':
    case 'acknowledge':
      return true;
    default:
      return false;
  }
}
