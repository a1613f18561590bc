import { hash } from 'node:crypto';
import type { InvoiceDefect } from '#chaos/faults/ln-invoice';
import type { Random } from '#chaos/random';
import type { ClientOperation } from '#harness/workload/operation';
import { Preimages } from '#harness/workload/preimages';
import type { IntentRequest, Submission } from '#orchestrator/api/request';
import type { LightningFaults } from './faults/lightning-faults.ts';
import type { LoadFaults } from './faults/load-faults.ts';
import type { InvoiceTexts } from './invoice-text.ts';
import type { Kernel } from './kernel.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { OperationSource } from './workload-source.ts';
import type { SimWorld } from './world.ts';

export interface ClientParts {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly recorder: HistoryRecorder;
  readonly ledger: LedgerHistory;
  readonly invoices: InvoiceTexts;
  readonly faults: LightningFaults;
  readonly load: LoadFaults;
  /** Of the purchases that only a burst brings. */
  readonly random: Random;
  readonly source: OperationSource;
  /** The latest that the workload sends a retry or an altered request after the first. */
  readonly retryAfterMsMax: number;
  /** False: the connection was refused. */
  readonly submit: (submission: Submission) => boolean;
}

/** A client that got no final answer asks again with the same key, so many times. */
const ASKS_MAX = 40;
const ASK_AGAIN_MS = 2_000;
/** How long a client goes on asking. */
const PATIENCE_MS = ASKS_MAX * ASK_AGAIN_MS;

interface Request {
  readonly operation: ClientOperation;
  readonly invoice: string;
  /** Ordinal of the first request with this key. */
  readonly first: number;
  readonly asks: number;
  open: boolean;
}

/**
 * The customers' side: open-loop arrivals from the workload, and the client that every idempotency guide asks for: no
 * answer, or none that is final, means the same request again with the same key.
 */
export class Clients {
  readonly #at: ClientParts;
  readonly #requests: (Request | undefined)[] = [];
  #oldest = 0;
  readonly #rememberMs: number;
  /** Workload order of a first → its request. */
  readonly #firsts = new Map<number, number>();
  readonly #waiting = new Set<number>();
  /** Purchases that only faults bring: their number, and their secrets. */
  #extra = 0;
  readonly #preimages: Preimages;
  #next: ClientOperation | null;
  readonly #onArrival: number;
  readonly #onAskAgain: number;
  readonly #onStorm: number;

  constructor(parts: ClientParts) {
    this.#at = parts;
    this.#rememberMs = parts.retryAfterMsMax + PATIENCE_MS;
    this.#onArrival = parts.kernel.register(() => this.#arrive());
    this.#onAskAgain = parts.kernel.register((request) => this.#askAgain(request));
    this.#onStorm = parts.kernel.register((request) => this.#repeat(request));
    this.#preimages = new Preimages(parts.random);
    this.#next = parts.source.next();
    this.#schedule();
  }

  /** Whether the workload has nothing more to send. */
  get done(): boolean {
    return this.#next === null;
  }

  answered(request: number, status: number, body: string): void {
    const open = this.#requests[request];
    if (open === undefined || !open.open) return;
    open.open = false;
    this.#waiting.delete(request);
    this.#record(request, open, String(status), body);
    if (status === 409 || status === 503) this.#planAgain(request);
  }

  /** An orchestrator's sockets closed: whoever waited for it got nothing. */
  orchestratorDied(asked: (request: number) => boolean = () => true): void {
    for (const request of [...this.#waiting]) if (asked(request)) this.#unanswered(request);
  }

  #unanswered(request: number): void {
    const open = this.#requests[request]!;
    open.open = false;
    this.#waiting.delete(request);
    this.#record(request, open, '0', '');
    this.#planAgain(request);
  }

  #schedule(): void {
    const { kernel } = this.#at;
    if (this.#next !== null) kernel.schedule(Math.max(this.#next.atMs, kernel.nowMs), this.#onArrival, 0, 0);
  }

  #arrive(): void {
    const operation = this.#next!;
    this.#forgetOld(operation.atMs);
    this.#next = this.#at.source.next();
    this.#schedule();
    if (operation.kind === 'first') {
      this.#firsts.set(operation.order, this.#requests.length);
      this.#buy(operation);
      for (let like = this.#at.load.likes(operation.hash); like > 0; like--) this.#buy(this.#like(operation));
      return;
    }
    const first = this.#firsts.get(operation.firstOrder) ?? -1;
    const invoice =
      operation.alters === 'invoice' ? this.#invoice(operation) : this.#requests[first]!.invoice;
    this.#ask(operation, invoice, first, 1);
  }

  #buy(operation: ClientOperation): void {
    const { load, kernel } = this.#at;
    const request = this.#requests.length;
    const storm = load.storm(operation.hash);
    if (storm !== null)
      for (let copy = 1; copy <= storm.copies; copy++)
        kernel.schedule(kernel.nowMs + copy * storm.gapMs, this.#onStorm, request, 0);
    const defect = load.defect(operation.hash);
    const invoice = defect === null ? this.#invoice(operation) : this.#badInvoice(operation, defect);
    this.#ask(operation, invoice, -1, 1);
    if (defect === 'second_key') this.#ask({ ...operation, key: this.#extraKey() }, invoice, -1, 1);
  }

  /** Another purchase of the same moment: the same in everything but its key and its invoice. */
  #like(operation: ClientOperation): ClientOperation {
    const preimage = this.#preimages.draw();
    return { ...operation, key: this.#extraKey(), preimage, hash: this.#preimages.hashOfLast() };
  }

  #extraKey(): string {
    return `extra-${++this.#extra}`;
  }

  /** Once more, whatever was answered, or is still to be. */
  #repeat(request: number): void {
    const asked = this.#requests[request];
    if (asked !== undefined) this.#ask(asked.operation, asked.invoice, request, ASKS_MAX);
  }

  /** Long trials: a request that was answered and that no retry can come back to is not needed any more. */
  #forgetOld(nowMs: number): void {
    while (this.#oldest < this.#requests.length) {
      const request = this.#requests[this.#oldest];
      if (request?.open || (request !== undefined && request.operation.atMs > nowMs - this.#rememberMs))
        return;
      if (request?.operation.kind === 'first') this.#firsts.delete(request.operation.order);
      this.#requests[this.#oldest++] = undefined;
    }
  }

  /** The payee makes the invoice at the moment of the purchase. */
  #invoice(operation: ClientOperation): string {
    const { world, faults } = this.#at;
    const { payee, hash, preimage, amountMsat, expiresAtMs } = operation;
    const hold = faults.holdFor(payee, hash);
    world.createInvoice({ payee, hash, preimage, amountMsat, expiresAtMs, ...(hold && { hold }) });
    return this.#at.invoices.write({ payee, hash, amountMsat, expiresAtMs });
  }

  #badInvoice(operation: ClientOperation, defect: InvoiceDefect): string {
    const { kernel, world } = this.#at;
    const text = this.#invoice(
      defect === 'expired' ? { ...operation, expiresAtMs: kernel.nowMs } : operation,
    );
    switch (defect) {
      case 'wrong_network':
        return this.#at.invoices.writeElsewhere(operation);
      case 'unparsable':
        return text.slice(0, text.length / 2);
      case 'already_closed':
        world.cancelInvoice(operation.hash);
        return text;
      case 'expired':
      case 'second_key':
        return text;
    }
  }

  #ask(operation: ClientOperation, invoice: string, first: number, asks: number): void {
    const { recorder, submit } = this.#at;
    const body: IntentRequest = {
      schemaVersion: 1,
      agent: operation.agent,
      principal: operation.principal,
      delegation: operation.delegation,
      tier: operation.tier,
      corridor: operation.corridor,
      invoice,
      amountMsat: String(operation.amountMsat),
      feeCapMsat: String(operation.feeCapMsat),
      deadlineMs: operation.deadlineMs,
      compliance: operation.compliance,
    };
    const request = this.#requests.push({ operation, invoice, first, asks, open: true }) - 1;
    const event = recorder.begin('request-submitted');
    event.request = request;
    event.attempt = first;
    event.actor = operation.tenant;
    event.cause = operation.key;
    event.amountMsat = operation.amountMsat;
    event.limitMsat = operation.feeCapMsat;
    event.hash = operation.hash;
    event.peer = operation.payee;
    event.tier = operation.tier;
    event.corridor = operation.corridor;
    event.state = operation.kind === 'altered' ? 'altered' : first === -1 ? 'first' : 'retry';
    event.digest = bodyDigest(body);
    recorder.push();
    this.#waiting.add(request);
    const taken = submit({
      requestId: request,
      tenant: operation.tenant,
      idempotencyKey: operation.key,
      body,
    });
    if (!taken) this.#unanswered(request);
  }

  #planAgain(request: number): void {
    const { kernel } = this.#at;
    if (this.#requests[request]!.asks < ASKS_MAX)
      kernel.schedule(kernel.nowMs + ASK_AGAIN_MS, this.#onAskAgain, request, 0);
  }

  #askAgain(request: number): void {
    const { operation, invoice, first, asks } = this.#requests[request]!;
    this.#ask(operation, invoice, first === -1 ? request : first, asks + 1);
  }

  #record(request: number, open: Request, state: string, body: string): void {
    const { recorder, ledger } = this.#at;
    const named = intentNamedIn(body);
    const event = recorder.begin('response-received');
    event.request = request;
    event.actor = open.operation.tenant;
    event.cause = open.operation.key;
    event.state = state;
    event.digest = body;
    event.intent =
      named === undefined ? -1 : ledger.ordinalOf(named as Parameters<LedgerHistory['ordinalOf']>[0]);
    recorder.push();
  }
}

const INTENT_FIELD = '"intent":"';

/** The intent that a response body names; undefined when it names none. Parsing the whole body would cost more than the payment. */
function intentNamedIn(body: string): string | undefined {
  const at = body.indexOf(INTENT_FIELD);
  if (at === -1) return undefined;
  const from = at + INTENT_FIELD.length;
  return body.slice(from, body.indexOf('"', from));
}

/** SHA-256 of the body: every field with its length before it, so that no two bodies have the same text. */
function bodyDigest(body: IntentRequest): string {
  const { agent, principal, delegation, tier, corridor, invoice, amountMsat, feeCapMsat, compliance } = body;
  const lengths = `${agent.length},${principal.length},${delegation.length},${corridor.length},${invoice.length}`;
  const numbers = `${body.schemaVersion},${amountMsat},${feeCapMsat},${body.deadlineMs},${tier}`;
  const texts = `${agent}${principal}${delegation}${corridor}${invoice}${compliance}`;
  return hash('sha256', `${lengths};${numbers};${texts}`, 'hex');
}
