import type { Random } from '#chaos/random';
import type { DaemonEpoch, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { FailureReason } from '#orchestrator/domain/outcome';
import type { ListCall, LookupCall, NodeCalls, NodeListing, PayCall } from '#orchestrator/ports/node';
import { contentDigest } from './content-digest.ts';
import type { CallFault, CallFaults } from './faults/call-faults.ts';
import { parseInvoice, type SimInvoice } from './invoice-text.ts';
import type { Kernel } from './kernel.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { SimWorld } from './world.ts';

/** Where answers go: the orchestrator, if it still lives. */
export interface AnswerSink {
  answered(callId: number, answer: NodeAnswer): void;
  listed(callId: number, listing: NodeListing): void;
}

export interface WireParts {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly recorder: HistoryRecorder;
  readonly ledger: LedgerHistory;
  readonly faults: CallFaults;
  readonly random: Random;
  readonly apiMs: { readonly min: number; readonly max: number };
  readonly sink: AnswerSink;
  /** A pay call leaves for this node. */
  readonly sent: (node: number) => void;
}

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
  /** Whether the orchestrator still waits. The request goes its way whether it does or not. */
  waiting: boolean;
  answer: NodeAnswer | null;
  listing: NodeListing | null;
}

const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const UNAVAILABLE: NodeAnswer = { kind: 'unknown', cause: 'unavailable' };
const TIMEOUT: NodeAnswer = { kind: 'unknown', cause: 'timeout' };

/**
 * The API between orchestrator and nodes, message by message: each way takes its time, either can be lost, the
 * connection can break, the node can be down (refuses), hung (keeps what comes until it resumes) or die in between.
 */
export class Wire implements NodeCalls {
  readonly #at: WireParts;
  readonly #calls: (Call | undefined)[] = [];
  /** By node: what waits in a hung node, calls whose client waits, and pay calls that wait for their end by hash. */
  readonly #inbox: number[][];
  readonly #outbox: number[][];
  readonly #open: Set<number>[];
  readonly #following: Map<string, number>[];
  /** By node: hash and moment of everything that its list of payments shows as changed. */
  readonly #changes: { readonly atMs: number[]; readonly hashes: string[] }[];
  readonly #onArrive: number;
  readonly #onDeliver: number;
  readonly #onTimeout: number;

  constructor(parts: WireParts) {
    this.#at = parts;
    const perNode = <T>(make: () => T): T[] => Array.from({ length: parts.world.nodeCount }, make);
    this.#inbox = perNode(() => []);
    this.#outbox = perNode(() => []);
    this.#open = perNode(() => new Set<number>());
    this.#following = perNode(() => new Map<string, number>());
    this.#changes = perNode(() => ({ atMs: [], hashes: [] }));
    this.#onArrive = parts.kernel.register((at) => this.#arrive(at));
    this.#onDeliver = parts.kernel.register((at) => this.#deliver(at));
    this.#onTimeout = parts.kernel.register((at) => this.#timedOut(at));
  }

  pay(request: PayCall): void {
    const { recorder, ledger } = this.#at;
    const node = ledger.nodeOrdinal(request.node);
    const call = this.#call('pay', request, node, request.intent, request.attemptNo, request.hash);
    const { invoice } = call;
    const event = recorder.begin('call-sent');
    event.request = this.#calls.length;
    event.intent = call.intent;
    event.attempt = call.attempt;
    event.node = node;
    event.hash = request.hash;
    event.amountMsat = Number(request.amountMsat);
    event.limitMsat = Number(request.feeLimitMsat);
    event.state = 'pay';
    event.digest = contentDigest({
      invoice: request.invoice,
      payee: invoice === null ? -1 : invoice.payee,
      amountMsat: request.amountMsat,
      compliance: ledger.intentOf(request.intent)?.compliance ?? '',
      payeeName: (ordinal) => ledger.nodeName(ordinal),
    });
    recorder.push();
    this.#at.sent(node);
    this.#send(call, request.timeoutMs);
  }

  lookup(request: LookupCall): void {
    const { recorder, ledger } = this.#at;
    const node = ledger.nodeOrdinal(request.node);
    const call = this.#call('lookup', request, node, request.intent, request.attemptNo, request.hash);
    const event = recorder.begin('call-sent');
    event.request = this.#calls.length;
    event.intent = call.intent;
    event.attempt = call.attempt;
    event.node = node;
    event.hash = request.hash;
    event.state = 'lookup';
    recorder.push();
    this.#send(call, request.timeoutMs);
  }

  list(request: ListCall): void {
    const node = this.#at.ledger.nodeOrdinal(request.node);
    this.#send(this.#call('list', request, node, null, -1, ''), request.timeoutMs);
  }

  isWaiting(callId: number): boolean {
    return this.#open.some((open) => [...open].some((at) => this.#calls[at]!.callId === callId));
  }

  /** The node's record of this hash changed: its list shows it from now on. */
  recordChanged(node: number, hash: string): void {
    const changes = this.#changes[node]!;
    changes.atMs.push(this.#at.kernel.nowMs);
    changes.hashes.push(hash);
  }

  /** The payment ended in the node: whoever follows it is told. */
  paymentEnded(node: number, hash: string): void {
    this.recordChanged(node, hash);
    const at = this.#following[node]!.get(hash);
    if (at === undefined) return;
    this.#following[node]!.delete(hash);
    this.#answer(at, this.#reading(node, hash));
  }

  nodeMoved(node: number, state: 'up' | 'down' | 'hung'): void {
    if (state === 'up') {
      for (const at of this.#inbox[node]!.splice(0)) this.#arrive(at);
      for (const at of this.#outbox[node]!.splice(0)) this.#deliver(at);
    }
    if (state !== 'down') return;
    // A killed daemon closes its sockets: every client sees it, and what waited in the daemon is gone with it.
    this.#inbox[node] = [];
    this.#outbox[node] = [];
    this.#following[node]!.clear();
    for (const at of [...this.#open[node]!]) this.#breakOff(at);
  }

  /** The orchestrator's sockets are gone; requests under way still arrive. */
  orchestratorDied(): void {
    for (const open of this.#open) {
      for (const at of open) this.#calls[at]!.waiting = false;
      open.clear();
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
      invoice: kind === 'pay' ? parseInvoice((request as PayCall).invoice) : null,
      fault: kind === 'list' ? null : this.#at.faults.strike(node, kind, hash),
      epoch: this.#at.world.epoch(node),
      travels: true,
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
    const arrivesAtMs = kernel.nowMs + this.#oneWayMs(call.node);
    if (world.nodeState(call.node) === 'down') {
      call.answer = { kind: 'not_sent' };
      call.listing = { kind: 'unavailable' };
      kernel.schedule(arrivesAtMs, this.#onDeliver, at, 0);
      return;
    }
    switch (call.fault?.kind) {
      case 'request_lost':
        return;
      case 'reset_before':
      case 'refused':
        call.answer = call.fault.kind === 'refused' ? UNAVAILABLE : RESET;
        kernel.schedule(arrivesAtMs, this.#onDeliver, at, 0);
        return;
      default:
        kernel.schedule(arrivesAtMs, this.#onArrive, at, 0);
    }
  }

  #arrive(at: number): void {
    const call = this.#calls[at]!;
    const state = this.#at.world.nodeState(call.node);
    if (state === 'hung') {
      this.#inbox[call.node]!.push(at);
      return;
    }
    call.travels = false;
    if (state === 'down' || call.epoch !== this.#at.world.epoch(call.node)) {
      this.#breakOff(at);
      return;
    }
    switch (call.kind) {
      case 'pay':
        this.#pay(at, call, call.request as PayCall);
        break;
      case 'lookup':
        this.#answer(at, this.#reading(call.node, call.hash));
        break;
      case 'list':
        call.listing = this.#listing(call.node, (call.request as ListCall).sinceMs);
        this.#schedule(at);
    }
  }

  #pay(at: number, call: Call, request: PayCall): void {
    const { world } = this.#at;
    const { invoice } = call;
    const epoch = this.#epoch(call.node);
    if (invoice === null) {
      this.#answer(at, { kind: 'rejected', reason: 'rejected_by_node', epoch });
      return;
    }
    const said = world.pay(call.node, {
      hash: invoice.hash,
      payee: invoice.payee,
      amountMsat: Number(request.amountMsat),
      feeLimitMsat: Number(request.feeLimitMsat),
      windowMs: request.attemptWindowMs,
      partsMax: request.partsMax,
      cltvLimitBlocks: request.cltvLimitBlocks,
      invoiceExpiresAtMs: invoice.expiresAtMs,
    });
    if (said === 'accepted') this.recordChanged(call.node, call.hash);
    if (call.fault?.kind === 'response_lost') return;
    if (call.fault?.kind === 'reset_after') this.#answer(at, RESET);
    else if (call.fault?.kind === 'accepted_error') this.#answer(at, UNAVAILABLE);
    else if (said === 'accepted') this.#following[call.node]!.set(call.hash, at);
    else if (said === 'duplicate') this.#answer(at, { kind: 'duplicate', epoch });
    else this.#answer(at, { kind: 'rejected', reason: said.rejected, epoch });
  }

  /** What the node's own record says now. */
  #reading(node: number, hash: string): NodeAnswer {
    const record = this.#at.world.lookup(node, hash);
    const epoch = this.#epoch(node);
    if (record === undefined) return { kind: 'not_found', epoch };
    const name = String(record.ordinal);
    switch (record.state) {
      case 'settled':
        return {
          kind: 'settled',
          preimage: record.preimage as Preimage,
          feeMsat: msat(BigInt(record.feeMsat)),
          epoch,
          record: name,
        };
      case 'failed':
        return { kind: 'failed', reason: record.reason as FailureReason, epoch, record: name };
      case 'in_flight':
        return { kind: 'in_flight', epoch, record: name };
    }
  }

  #listing(node: number, sinceMs: number): NodeListing {
    const changes = this.#changes[node]!;
    let from = changes.atMs.length;
    while (from > 0 && changes.atMs[from - 1]! >= sinceMs) from--;
    const hashes = new Set(changes.hashes.slice(from));
    const entries: { hash: PaymentHash; state: 'settled' | 'failed' | 'in_flight' }[] = [];
    for (const hash of hashes) {
      const record = this.#at.world.lookup(node, hash);
      if (record !== undefined) entries.push({ hash: hash as PaymentHash, state: record.state });
    }
    return { kind: 'listed', entries };
  }

  #epoch(node: number): DaemonEpoch {
    return `${node}.${this.#at.world.epoch(node)}` as DaemonEpoch;
  }

  /** The node's answer sets out. */
  #answer(at: number, answer: NodeAnswer): void {
    const call = this.#calls[at]!;
    // A look-up that the fault cuts off was read by the node all the same; nobody hears of it.
    if (call.fault?.kind === 'response_lost') return;
    const cut =
      call.fault?.kind === 'reset_after' ? RESET : call.fault?.kind === 'accepted_error' ? UNAVAILABLE : null;
    call.answer = cut ?? answer;
    this.#schedule(at);
  }

  #schedule(at: number): void {
    const { kernel } = this.#at;
    kernel.schedule(kernel.nowMs + this.#oneWayMs(this.#calls[at]!.node), this.#onDeliver, at, 0);
  }

  #breakOff(at: number): void {
    const call = this.#calls[at]!;
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
    this.#close(at, call, call.answer ?? UNAVAILABLE);
  }

  #timedOut(at: number): void {
    const call = this.#calls[at];
    if (call === undefined) return;
    if (call.waiting) {
      call.listing = { kind: 'unavailable' };
      this.#close(at, call, TIMEOUT);
    }
    if (this.#following[call.node]!.get(call.hash) === at) this.#following[call.node]!.delete(call.hash);
    // Long trials: what can no longer happen is forgotten.
    if (!call.travels) this.#calls[at] = undefined;
  }

  #close(at: number, call: Call, answer: NodeAnswer): void {
    const { recorder, sink, faults } = this.#at;
    call.waiting = false;
    this.#open[call.node]!.delete(at);
    if (call.kind === 'list') {
      sink.listed(call.callId, call.listing ?? { kind: 'unavailable' });
      return;
    }
    const event = recorder.begin('call-answered');
    event.request = at;
    event.intent = call.intent;
    event.attempt = call.attempt;
    event.node = call.node;
    event.hash = call.hash;
    event.state = answer.kind;
    if (answer.kind === 'unknown') event.cause = answer.cause;
    else if (answer.kind === 'failed' || answer.kind === 'rejected') event.cause = answer.reason;
    recorder.push();
    if (answer.kind === 'unknown' || answer.kind === 'not_sent') faults.callFailed(call.node);
    sink.answered(call.callId, answer);
  }

  #oneWayMs(node: number): number {
    const { apiMs, random, faults } = this.#at;
    return random.between(apiMs.min, apiMs.max) + faults.delayMs(node);
  }
}
