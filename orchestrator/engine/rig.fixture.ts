import type { IntentRequest, Submission } from '../api/request.ts';
import type { RouteChoice } from '../domain/context.ts';
import type { Digest, IntentId, NodeName } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import type { LedgerEvent } from '../domain/ledger-event.ts';
import { type Msat, msat } from '../domain/money.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import { decisionOf, hashOf, preimageOf, RULES } from '../domain/sample.fixture.ts';
import { MemoryJournal } from '../journal/memory.ts';
import type { PolicyEffect, PolicyEngine, PolicyInForce, PolicyQuestion } from '../policy/decision.ts';
import type { EnginePorts, ReconcileReport } from '../ports/host.ts';
import type { InvoiceDecoder } from '../ports/invoice.ts';
import type { CommitGroup, CommitResult } from '../ports/journal.ts';
import type { ListCall, LookupCall, PayCall } from '../ports/node.ts';
import type { Router } from '../ports/router.ts';
import { Engine } from './engine.ts';

export const EXPIRES_AT_MS = 60_000;

/** `inv-<byte>`: an invoice over 1,000,000 msat whose preimage is that byte 32 times. */
export const decodeInvoice: InvoiceDecoder = (text) => {
  const byte = Number(text.slice('inv-'.length));
  if (!text.startsWith('inv-') || !Number.isInteger(byte)) return { error: 'not an invoice' };
  return {
    hash: hashOf(preimageOf(byte)),
    payee: 'carol',
    amountMsat: msat(1_000_000n),
    expiresAtMs: EXPIRES_AT_MS,
  };
};

export function requestFor(invoice: number, changes: Partial<IntentRequest> = {}): IntentRequest {
  return {
    schemaVersion: 1,
    agent: 'bot',
    principal: 'Acme Inc',
    delegation: 'grant-1',
    tier: 'low',
    corridor: 'us-mx',
    invoice: `inv-${invoice}`,
    amountMsat: '1000000',
    feeCapMsat: '5000',
    deadlineMs: 40_000,
    compliance: '{}',
    ...changes,
  };
}

/** What nodes say: paid, nothing, failed. */
export const paid = (byte: number): NodeAnswer => ({
  kind: 'settled',
  preimage: preimageOf(byte),
  feeMsat: msat(12n),
  epoch: '',
  record: '1',
});
export const LOST: NodeAnswer = { kind: 'unknown', cause: 'timeout' };
export const failedFor = (reason: 'no_route' | 'invoice_expired'): NodeAnswer => ({
  kind: 'failed',
  reason,
  epoch: '',
  record: '1',
});

/** Unwinds the engine at the moment at which the test kills it. */
export class Killed extends Error {}

/** Counts what the engine reserves: each window and each node's money must be taken and given back once. */
class Books {
  readonly windows = new Map<string, number>();
  readonly held = new Map<IntentId, Msat>();
  effectOf: (question: PolicyQuestion) => PolicyEffect = () => 'allow';
  inForce: PolicyInForce | null = { policyHash: 'p1' as Digest, killSwitch: 'off' };
  readonly policy: PolicyEngine = {
    decide: (question) => decisionOf(this.effectOf(question), question.nowMs),
    reserve: (question) => this.#count(question, 1),
    release: (question) => this.#count(question, -1),
    inForce: () => this.inForce,
  };

  #count(question: PolicyQuestion, by: number): void {
    const key = `${question.agent}@${question.nowMs}`;
    const count = (this.windows.get(key) ?? 0) + by;
    if (count < 0) throw new Error(`${key} released twice`);
    if (count === 0) this.windows.delete(key);
    else this.windows.set(key, count);
  }

  router(choose: Router['choose']): Router {
    return {
      nodes: ['a', 'b'] as NodeName[],
      choose,
      resendSafe: () => this.resendSafe,
      reserve: (intent, _node, amount) => {
        if (this.held.has(intent)) throw new Error(`${intent} reserved twice`);
        this.held.set(intent, amount);
      },
      release: (intent) => {
        if (!this.held.delete(intent)) throw new Error(`${intent} released twice`);
      },
      dispatched: () => {},
      heard: () => {},
    };
  }
  resendSafe = false;
}

/** An engine on a memory journal, its ports in the hands of a test. */
export class Rig {
  nowMs = 0;
  readonly pays: PayCall[] = [];
  readonly lookups: LookupCall[] = [];
  readonly lists: ListCall[] = [];
  readonly responses: { readonly requestId: number; readonly status: number; readonly body: string }[] = [];
  readonly reports: ReconcileReport[] = [];
  readonly forgotten: PaymentIntent[] = [];
  readonly wakes: { readonly atMs: number; readonly intent: IntentId }[] = [];
  readonly stops: string[] = [];
  readonly asked: CommitGroup[] = [];
  readonly boundaries: string[] = [];
  onBoundary: EnginePorts['boundary'] = () => {};
  /** What the store says to the next commits, in turn; nothing left: it writes and says so. `held`: not yet. */
  readonly results: (CommitResult | 'held' | 'kept, unknown')[] = [];
  killed = false;
  books = new Books();
  choose: Router['choose'] = (state): RouteChoice => ({
    node: (state.attempts.length % 2 === 0 ? 'a' : 'b') as NodeName,
    epoch: '',
    why: 'in turn',
  });
  readonly journal: MemoryJournal;
  engine: Engine;
  #intents = 0;
  /** What the process is told instead of the journal's own word. */
  #said: CommitResult | null = null;

  constructor() {
    this.journal = new MemoryJournal({
      onResult: (ticket, result) => this.engine.committed(ticket, this.#said ?? result),
    });
    this.engine = this.build();
    this.engine.recover(this.journal);
  }

  /** A new incarnation around the same journal; the books are the process's memory and start empty. */
  build(): Engine {
    const { effectOf, resendSafe, inForce } = this.books;
    this.books = new Books();
    this.books.effectOf = effectOf;
    this.books.resendSafe = resendSafe;
    this.books.inForce = inForce;
    this.engine = new Engine({
      ports: this.#ports(),
      rules: RULES,
      policy: this.books.policy,
      router: this.books.router((state, nowMs) => this.choose(state, nowMs)),
      decodeInvoice,
    });
    return this.engine;
  }

  /** The process dies here: nothing of it runs any more. */
  kill(): never {
    this.killed = true;
    throw new Killed('killed');
  }

  restart(): void {
    this.build();
    this.engine.recover(this.journal);
  }

  submit(requestId: number, body: IntentRequest, more: Partial<Submission> = {}): void {
    this.engine.submit({ requestId, tenant: 'acme', idempotencyKey: `key-${body.invoice}`, body, ...more });
  }

  answer(call: { readonly callId: number } | undefined, answer: NodeAnswer): void {
    this.engine.answered(call!.callId, answer);
  }

  /** Moves the clock and rings for every intent whose time has come. */
  wait(ms: number): void {
    this.nowMs += ms;
    const due = this.wakes.filter((wake) => wake.atMs <= this.nowMs);
    this.wakes.splice(0, this.wakes.length, ...this.wakes.filter((wake) => wake.atMs > this.nowMs));
    for (const { intent, atMs } of due) this.engine.woke(intent, atMs);
  }

  /** The events of an intent, as they are durable. */
  events(intent = 'int_1'): LedgerEvent[] {
    const events: LedgerEvent[] = [];
    this.journal.replay((group) => {
      if (group.intent === intent) events.push(...group.events);
    });
    return events;
  }

  statuses(intent = 'int_1'): string[] {
    return this.events(intent).flatMap((event) => (event.type === 'moved' ? [event.to] : []));
  }

  writeHeld(): void {
    this.journal.commit(this.#held.shift()!);
  }
  readonly #held: CommitGroup[] = [];

  #ports(): EnginePorts {
    return {
      nowMs: () => this.nowMs,
      newIntentId: () => `int_${++this.#intents}` as IntentId,
      journal: {
        holds: (term) => this.journal.holds(term),
        commit: (group) => {
          this.asked.push(group);
          const result = this.results.shift();
          if (result === undefined || result === 'durable') this.journal.commit(group);
          else if (result === 'held') this.#held.push(group);
          else if (result === 'kept, unknown') {
            this.#said = 'unknown';
            this.journal.commit(group);
            this.#said = null;
          } else this.engine.committed(group.ticket, result);
        },
      },
      nodes: {
        pay: (call) => this.pays.push(call),
        lookup: (call) => this.lookups.push(call),
        list: (call) => this.lists.push(call),
      },
      wake: (atMs, intent) => this.wakes.push({ atMs, intent }),
      respond: (requestId, status, body) => this.responses.push({ requestId, status, body }),
      boundary: (name, phase, status) => {
        this.boundaries.push(`${phase} ${name}`);
        this.onBoundary(name, phase, status);
      },
      stop: (why) => this.stops.push(why),
      reconciled: (report) => this.reports.push(report),
      forgotten: (intents) => this.forgotten.push(...intents),
    };
  }
}
