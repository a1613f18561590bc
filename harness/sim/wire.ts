import type { Asked } from '#orchestrator/adapters/asked';
import type { DaemonEpoch, PaymentHash } from '#orchestrator/domain/ids';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { ListCall, LookupCall, NodeHint, NodeListing, PayCall } from '#orchestrator/ports/node';
import { ANSWER_BYTES, CallHistory, REQUEST_BYTES } from './call-history.ts';
import type { CallFault } from './faults/call-fault.ts';
import type { SimInvoice } from './invoice-text.ts';
import type { NodeWire, WireParts } from './node-wire.ts';
import { lookupAnswer, type PaySaid, payAnswer } from './personality/said.ts';
import { RecordChanges } from './record-changes.ts';

interface Call {
  readonly kind: 'pay' | 'lookup' | 'list';
  readonly callId: number;
  readonly node: number;
  readonly intent: number;
  readonly attempt: number;
  readonly hash: string;
  readonly request: PayCall | LookupCall | ListCall;
  /** What a pay call is for; null for other calls, and for a text that is no invoice. */
  readonly invoice: SimInvoice | null;
  readonly fault: CallFault | null;
  /** The daemon's epoch when the call left: a connection does not outlive its daemon, nor does what is under way on it. */
  readonly epoch: number;
  /** Whether the request may still be on its way, or in a hung node. */
  travels: boolean;
  /** Its time is over: once it no longer travels it is forgotten. */
  overdue: boolean;
  /** Whether the orchestrator still waits. The request goes its way whether it does or not. */
  waiting: boolean;
  answer: NodeAnswer | null;
  listing: NodeListing | null;
}

const NOT_SENT: NodeAnswer = { kind: 'not_sent' };
const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const UNAVAILABLE: NodeAnswer = { kind: 'unknown', cause: 'unavailable' };
const TIMEOUT: NodeAnswer = { kind: 'unknown', cause: 'timeout' };

/**
 * The API between orchestrator and nodes, message by message: each way takes its time, either can be lost, the
 * connection can break, the node can be down (refuses), hung (keeps what comes until it resumes) or die in between.
 */
export class Wire implements NodeWire {
  readonly #at: WireParts;
  readonly #history: CallHistory;
  readonly #calls: (Call | undefined)[] = [];
  /** By node: what waits in a hung node, what a hung node has ready, and calls whose client waits. */
  readonly #inbox: number[][];
  readonly #outbox: number[][];
  readonly #open: Set<number>[];
  /** By node: what its list of payments shows as changed. */
  readonly #changes: RecordChanges[];
  readonly #onArrive: number;
  readonly #onDeliver: number;
  readonly #onTimeout: number;

  constructor(parts: WireParts) {
    this.#at = parts;
    this.#history = new CallHistory(parts.recorder, parts.ledger);
    const perNode = <T>(make: () => T): T[] => Array.from({ length: parts.world.nodeCount }, make);
    this.#inbox = perNode(() => []);
    this.#outbox = perNode(() => []);
    this.#open = perNode(() => new Set<number>());
    this.#changes = perNode(() => new RecordChanges(parts.forgetAfterMs ?? null));
    this.#onArrive = parts.kernel.register((at) => this.#arrive(at));
    this.#onDeliver = parts.kernel.register((at) => this.#deliver(at));
    this.#onTimeout = parts.kernel.register((at) => this.#timedOut(at));
  }

  pay(request: PayCall): void {
    const node = this.#at.ledger.nodeOrdinal(request.node);
    const call = this.#call('pay', request, node, request.intent, request.attemptNo, request.hash);
    this.#history.paySent(this.#calls.length, call, request, call.invoice);
    this.#at.sent(node);
    this.#send(call, request.timeoutMs);
  }

  lookup(request: LookupCall): void {
    const node = this.#at.ledger.nodeOrdinal(request.node);
    const call = this.#call('lookup', request, node, request.intent, request.attemptNo, request.hash);
    this.#history.lookupSent(this.#calls.length, call);
    this.#send(call, request.timeoutMs);
  }

  list(request: ListCall): void {
    const node = this.#at.ledger.nodeOrdinal(request.node);
    this.#send(this.#call('list', request, node, null, -1, ''), request.timeoutMs);
  }

  /** Calls to which something can still happen. */
  get remembered(): number {
    return this.#calls.reduce((count, call) => count + (call === undefined ? 0 : 1), 0);
  }

  isWaiting(callId: number): boolean {
    return this.#open.some((open) => [...open].some((at) => this.#calls[at]!.callId === callId));
  }

  told(hint: NodeHint): void {
    this.#at.sink.hinted(hint);
  }

  recordChanged(node: number, hash: string): void {
    this.#changes[node]!.add(this.#at.kernel.nowMs, hash);
  }

  paySaid(at: number, said: PaySaid): void {
    const call = this.#calls[at];
    // Cut off before it was over: nobody listens on that connection any more.
    if (call === undefined || call.answer !== null) return;
    this.#answer(at, this.#heardPay(call, said));
  }

  nodeMoved(node: number, state: 'up' | 'down' | 'hung'): void {
    if (state === 'up') {
      for (const at of this.#inbox[node]!.splice(0)) this.#arrive(at, true);
      for (const at of this.#outbox[node]!.splice(0)) this.#deliver(at);
    }
    if (state !== 'down') return;
    // A killed daemon closes its sockets: every client sees it, and what waited in the daemon is gone with it.
    for (const at of this.#inbox[node]!.splice(0)) this.#arrived(at);
    this.#outbox[node] = [];
    for (const at of [...this.#open[node]!]) this.#breakOff(at);
  }

  cutOff(node: number): void {
    for (const at of [...this.#open[node]!]) this.#breakOff(at);
  }

  orchestratorStarted(): void {
    // There is nothing to open.
  }

  orchestratorDied(made: (callId: number) => boolean = () => true): void {
    for (const open of this.#open)
      for (const at of [...open]) {
        const call = this.#calls[at]!;
        if (!made(call.callId)) continue;
        call.waiting = false;
        open.delete(at);
      }
  }

  #call(
    kind: Call['kind'],
    request: PayCall | LookupCall | ListCall,
    node: number,
    intent: PayCall['intent'] | null,
    attempt: number,
    hash: string,
  ): Call {
    const ordinal = intent === null ? -1 : this.#at.ledger.ordinalOf(intent);
    return {
      kind,
      callId: request.callId,
      node,
      intent: ordinal,
      attempt,
      hash,
      request,
      invoice: kind === 'pay' ? this.#at.invoices.read((request as PayCall).invoice) : null,
      fault: this.#at.faults.strike(node, kind, hash),
      epoch: this.#at.world.epoch(node),
      travels: true,
      overdue: false,
      waiting: true,
      answer: null,
      listing: null,
    };
  }

  #send(call: Call, timeoutMs: number): void {
    const { kernel, world } = this.#at;
    const at = this.#calls.push(call) - 1;
    this.#open[call.node]!.add(at);
    kernel.schedule(kernel.nowMs + timeoutMs, this.#onTimeout, at, 0);
    const { fault } = call;
    if (fault?.kind === 'request_lost') {
      call.travels = false;
      return;
    }
    const arrivesAtMs = kernel.nowMs + this.#oneWayMs(call.node, REQUEST_BYTES[call.kind]);
    const isDown = world.nodeState(call.node) === 'down';
    if (isDown || fault?.kind === 'answered') {
      call.answer = fault?.kind === 'answered' && !(isDown && fault.needsDaemon) ? fault.answer : NOT_SENT;
      call.travels = false;
      call.listing = { kind: 'unavailable' };
      kernel.schedule(arrivesAtMs, this.#onDeliver, at, 0);
      return;
    }
    kernel.schedule(arrivesAtMs, this.#onArrive, at, 0);
  }

  /** `kept`: a hung node kept it, and resumes. */
  #arrive(at: number, kept = false): void {
    const call = this.#calls[at]!;
    const state = this.#at.world.nodeState(call.node);
    if (state === 'hung') {
      this.#inbox[call.node]!.push(at);
      return;
    }
    this.#arrived(at);
    if (state === 'down' || call.epoch !== this.#at.world.epoch(call.node)) {
      this.#breakOff(at);
      return;
    }
    switch (call.kind) {
      case 'pay':
        this.#pay(at, call, call.request as PayCall, kept && !call.waiting);
        break;
      case 'lookup':
        this.#answer(at, this.#heardLookup(call));
        break;
      case 'list':
        call.listing =
          call.fault === null
            ? this.#listing(call.node, (call.request as ListCall).sinceMs)
            : { kind: 'unavailable' };
        this.#schedule(at);
    }
  }

  /** It is on its way no more. */
  #arrived(at: number): void {
    const call = this.#calls[at]!;
    call.travels = false;
    if (call.overdue) this.#calls[at] = undefined;
  }

  #pay(at: number, call: Call, request: PayCall, gone: boolean): void {
    const { world } = this.#at;
    const { invoice, node } = call;
    if (invoice === null) {
      this.#answer(at, { kind: 'rejected', reason: 'rejected_by_node', epoch: this.#epoch(node) });
      return;
    }
    const order = {
      hash: invoice.hash,
      payee: invoice.payee,
      amountMsat: Number(request.amountMsat),
      feeLimitMsat: Number(request.feeLimitMsat),
      windowMs: request.attemptWindowMs,
      partsMax: request.partsMax,
      cltvLimitBlocks: request.cltvLimitBlocks,
      invoiceExpiresAtMs: invoice.expiresAtMs,
    };
    const said = world.pay(node, order, at, gone);
    if (call.fault?.kind === 'cut') this.#answer(at, call.fault.answer);
    else if (said !== null) this.#answer(at, this.#heardPay(call, said));
  }

  #heardPay(call: Call, words: PaySaid): NodeAnswer {
    return words.daemon === 'plain' ? words.said : payAnswer(words, this.#asked(call));
  }

  /** What the node's own record says now. */
  #heardLookup(call: Call): NodeAnswer {
    const words = this.#at.world.look(call.node, call.hash);
    return words.daemon === 'plain' ? words.said : lookupAnswer(words, this.#asked(call));
  }

  #asked({ node, request }: Call): Asked {
    const { hash, epochAtSend } = request as PayCall | LookupCall;
    return { hash, epoch: this.#epoch(node), epochAtSend };
  }

  #listing(node: number, sinceMs: number): NodeListing {
    const entries: { hash: PaymentHash; state: 'settled' | 'failed' | 'in_flight' }[] = [];
    for (const hash of this.#changes[node]!.since(sinceMs)) {
      const state = this.#at.world.lists(node, hash);
      if (state !== undefined) entries.push({ hash: hash as PaymentHash, state });
    }
    return { kind: 'listed', entries };
  }

  #epoch(node: number): DaemonEpoch {
    return `${node}.${this.#at.world.epoch(node)}` as DaemonEpoch;
  }

  /** The node's answer sets out. */
  #answer(at: number, answer: NodeAnswer): void {
    const call = this.#calls[at];
    // What the fault cuts off was read by the node all the same; nobody hears of it. Nor of what came after its time.
    if (call === undefined || call.fault?.kind === 'response_lost') return;
    call.answer = withFault(call.fault, answer);
    this.#schedule(at);
  }

  #schedule(at: number): void {
    const { kernel } = this.#at;
    const call = this.#calls[at];
    if (call === undefined) return;
    const { node, kind } = call;
    kernel.schedule(kernel.nowMs + this.#oneWayMs(node, ANSWER_BYTES[kind]), this.#onDeliver, at, 0);
  }

  #breakOff(at: number): void {
    const call = this.#calls[at];
    if (call === undefined) return;
    call.answer = RESET;
    call.listing = { kind: 'unavailable' };
    this.#deliver(at);
  }

  #deliver(at: number): void {
    const call = this.#calls[at];
    if (call === undefined || !call.waiting) return;
    // A hung daemon sends nothing, not even what it had ready.
    if (this.#at.world.nodeState(call.node) === 'hung' && call.answer?.kind !== 'unknown') {
      this.#outbox[call.node]!.push(at);
      return;
    }
    // The answer is lost on its way: the client waits until its own time-out.
    if (this.#at.faults.swallows(call.node, call.hash)) return;
    this.#close(at, call, call.answer ?? UNAVAILABLE);
  }

  #timedOut(at: number): void {
    const call = this.#calls[at];
    if (call === undefined) return;
    if (call.waiting) {
      call.listing = { kind: 'unavailable' };
      this.#close(at, call, TIMEOUT);
    }
    // Long trials: what can no longer happen is forgotten.
    call.overdue = true;
    if (!call.travels) this.#calls[at] = undefined;
  }

  #close(at: number, call: Call, answer: NodeAnswer): void {
    const { sink, faults } = this.#at;
    call.waiting = false;
    this.#open[call.node]!.delete(at);
    if (call.kind === 'list') {
      sink.listed(call.callId, call.listing ?? { kind: 'unavailable' });
      return;
    }
    this.#history.answered(at, call, answer);
    if (answer.kind === 'unknown' || answer.kind === 'not_sent') faults.callFailed(call.node);
    sink.answered(call.callId, answer);
  }

  #oneWayMs(node: number, bytes: number): number {
    const { apiMs, random, faults } = this.#at;
    return random.between(apiMs.min, apiMs.max) + faults.delayMs(node, bytes);
  }
}

function withFault(fault: CallFault | null, answer: NodeAnswer): NodeAnswer {
  if (fault?.kind === 'cut') return fault.answer;
  return fault?.kind === 'spoilt' ? fault.spoil(answer) : answer;
}
