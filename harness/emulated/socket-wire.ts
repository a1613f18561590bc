import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { ListCall, LookupCall, NodeHint, NodeListing, PayCall } from '#orchestrator/ports/node';
import type { Desks, PayWatch } from '../emulators/desks.ts';
import { UNSTRUCK } from '../emulators/strike.ts';
import { ANSWER_BYTES, CallHistory, REQUEST_BYTES } from '../sim/call-history.ts';
import type { CallKind } from '../sim/faults/call-fault.ts';
import { CALLS_PER_PROCESS, type NodeWire, type WireParts } from '../sim/node-wire.ts';
import type { PaySaid } from '../sim/personality/said.ts';
import type { CallTickets } from './call-tickets.ts';
import { Sessions } from './sessions.ts';
import type { SocketCall } from './socket-call.ts';

export interface SocketWireParts extends WireParts {
  readonly desks: () => Desks;
  readonly tickets: CallTickets;
  readonly payers: readonly number[];
  /** A client of a node, not connected yet. */
  readonly open: (node: number) => LightningNode;
  /** Something was written to a socket, or may be. */
  readonly touched: () => void;
  /** Unix ms at which the kernel's time is 0. */
  readonly baseUnixMs: number;
  /** An adapter did what its port forbids: the trial proves nothing any more. */
  readonly broken: (error: Error) => void;
}

const NOT_SENT: NodeAnswer = { kind: 'not_sent' };
const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const TIMEOUT: NodeAnswer = { kind: 'unknown', cause: 'timeout' };
const UNLISTED: NodeListing = { kind: 'unavailable' };
/** What was written before the sockets of its writer closed is on its way: they close this much later, ms. */
const LINGER_MS = 1;
/** An adapter that does not keep to its time-out is found out so much later, ms. */
const GRACE_MS = 1;

/**
 * The wire of the emulated environment: calls go through the adapters, over real sockets, to servers that speak the daemons'
 * APIs. What the simulation's own wire decides for itself (`sim/wire.ts`) is left to them: whether a node listens, what
 * becomes of a call whose connection breaks, when a client gives up, what an answer means. Faults of calls are enacted by
 * the servers.
 *
 * The same as there, drawn in the same order, is what a message takes on its way: the request waits it out at the server, the
 * answer here. So the same seed gives the same course of events, as far as the adapters hear what the simulation would say.
 *
 * A refused connection of a cut path (F30) is answered here: no byte of it would reach a server.
 */
export class SocketWire implements NodeWire, PayWatch {
  readonly #at: SocketWireParts;
  readonly #history: CallHistory;
  readonly #sessions: Sessions;
  readonly #calls: (SocketCall | undefined)[] = [];
  /** By node: what waits in a hung node, what a hung node has ready, and calls whose client waits. */
  readonly #inbox: number[][];
  readonly #outbox: number[][];
  readonly #open: Set<number>[];
  /** Pay calls on their way, by node and hash, in the order in which they arrive. */
  readonly #unread = new Map<string, number[]>();
  /** Pay calls that the node has read, by the number that they have there. */
  readonly #read = new Map<number, number>();
  /** Connections that close in a moment, or have. */
  readonly #closing: LightningNode[] = [];
  #closed: Promise<unknown> = Promise.resolve();
  readonly #onArrive: number;
  readonly #onDeliver: number;
  readonly #onTimeout: number;
  readonly #onGrace: number;
  readonly #onClose: number;
  readonly #onCut: number;

  constructor(parts: SocketWireParts) {
    this.#at = parts;
    this.#history = new CallHistory(parts.recorder, parts.ledger);
    this.#sessions = new Sessions({
      open: parts.open,
      payers: parts.payers,
      hinted: (of, hint) => parts.sink.hinted(hint, of),
    });
    const { kernel, world } = parts;
    this.#inbox = Array.from({ length: world.nodeCount }, () => []);
    this.#outbox = Array.from({ length: world.nodeCount }, () => []);
    this.#open = Array.from({ length: world.nodeCount }, () => new Set<number>());
    this.#onArrive = kernel.register((at) => this.#arrive(at));
    this.#onDeliver = kernel.register((at) => this.#deliver(at));
    this.#onTimeout = kernel.register((at) => this.#timedOut(at));
    this.#onGrace = kernel.register((at) => this.#foundOut(at));
    this.#onClose = kernel.register(() => this.#closeAll());
    this.#onCut = kernel.register((node) => parts.desks().cutConnections(node));
  }

  pay(request: PayCall): void {
    const call = this.#call('pay', request, request.intent, request.attemptNo, request.hash);
    const invoice = this.#at.invoices.read(request.invoice);
    this.#history.paySent(this.#calls.length, call, request, invoice);
    this.#at.sent(call.node);
    this.#send(call, (node) => node.pay(request));
  }

  lookup(request: LookupCall): void {
    const call = this.#call('lookup', request, request.intent, request.attemptNo, request.hash);
    this.#history.lookupSent(this.#calls.length, call);
    this.#send(call, (node) => node.lookup(request));
  }

  list(request: ListCall): void {
    const call = this.#call('list', request, null, -1, '');
    const asked = { ...request, sinceMs: request.sinceMs + this.#at.baseUnixMs };
    this.#send(call, async (node) => {
      const listing = await node.list(asked);
      call.listing ??= listing;
      return NOT_SENT;
    });
  }

  isWaiting(callId: number): boolean {
    return this.#open.some((open) => [...open].some((at) => this.#calls[at]!.callId === callId));
  }

  told({ node, hash, claims, preimage }: NodeHint): void {
    const { desks, ledger } = this.#at;
    desks().putOnStream(ledger.nodeOrdinal(node), { hash, claims, preimage });
  }

  paySaid(call: number, said: PaySaid): void {
    this.#at.desks().voice.answers(-1, call, said);
  }

  recordChanged(node: number, hash: string): void {
    this.#at.desks().voice.changed(node, hash);
  }

  read(node: number, hash: string, number: number): void {
    const sent = this.#unread.get(`${node} ${hash}`) ?? [];
    // What was on its way to a daemon that died never reaches the next one.
    const epoch = this.#at.world.epoch(node);
    while (sent.length > 0 && this.#calls[sent[0]!]?.epoch !== epoch) sent.shift();
    const at = sent.shift();
    if (at !== undefined) this.#read.set(number, at);
  }

  said(number: number): void {
    const at = this.#read.get(number);
    this.#read.delete(number);
    const call = at === undefined ? undefined : this.#calls[at];
    if (at !== undefined && call !== undefined && !call.isTimed) this.#answered(at, call);
  }

  nodeMoved(node: number, state: 'up' | 'down' | 'hung'): void {
    if (state === 'up') {
      for (const at of this.#inbox[node]!.splice(0)) this.#arrive(at);
      for (const at of this.#outbox[node]!.splice(0)) this.#deliver(at);
    }
    if (state !== 'down') return;
    for (const at of this.#inbox[node]!.splice(0)) this.#arrived(at);
    this.#outbox[node] = [];
    this.#breakOff(node);
  }

  cutOff(node: number): void {
    const { kernel } = this.#at;
    const isWriting = [...this.#open[node]!].some((at) => this.#calls[at]!.sentAtMs === kernel.nowMs);
    this.#breakOff(node);
    kernel.schedule(kernel.nowMs + (isWriting ? LINGER_MS : 0), this.#onCut, node, 0);
  }

  orchestratorStarted(of: number): void {
    this.#at.touched();
    this.#sessions.begin(of);
  }

  orchestratorDied(made: (callId: number) => boolean = () => true): void {
    for (const open of this.#open)
      for (const at of [...open]) {
        const call = this.#calls[at]!;
        if (!made(call.callId)) continue;
        call.waiting = false;
        open.delete(at);
      }
    for (const of of this.#sessions.processes)
      if (made(of * CALLS_PER_PROCESS)) this.#closeSoon(this.#sessions.take(of));
  }

  /** The trial is over: resolves when every connection is closed. */
  async close(): Promise<void> {
    this.#closing.push(...this.#sessions.takeAll());
    this.#closeAll();
    await this.#closed;
  }

  #call(
    kind: CallKind,
    request: PayCall | LookupCall | ListCall,
    intent: PayCall['intent'] | null,
    attempt: number,
    hash: string,
  ): SocketCall {
    const { ledger, faults, world, kernel } = this.#at;
    const node = ledger.nodeOrdinal(request.node);
    return {
      kind,
      callId: request.callId,
      node,
      intent: intent === null ? -1 : ledger.ordinalOf(intent),
      attempt,
      hash,
      timeoutMs: request.timeoutMs,
      fault: faults.strike(node, kind, hash),
      epoch: world.epoch(node),
      sentAtMs: kernel.nowMs,
      arrivesAtMs: 0,
      ticket: null,
      travels: true,
      overdue: false,
      waiting: true,
      isTimed: false,
      isDue: false,
      isOver: false,
      answer: null,
      listing: null,
    };
  }

  #send(call: SocketCall, ask: (node: LightningNode) => Promise<NodeAnswer>): void {
    const { kernel, world } = this.#at;
    const { node, fault } = call;
    const at = this.#calls.push(call) - 1;
    this.#open[node]!.add(at);
    kernel.schedule(kernel.nowMs + call.timeoutMs, this.#onTimeout, at, 0);
    const isLost = fault?.kind === 'request_lost';
    call.arrivesAtMs = kernel.nowMs + (isLost ? 0 : this.#oneWayMs(node, REQUEST_BYTES[call.kind]));
    if (isLost) call.travels = false;
    else if (world.nodeState(node) === 'down' || fault?.kind === 'answered') {
      // Answered on the spot, by nobody or by who has not read it.
      call.travels = false;
      this.#due(at, call, call.arrivesAtMs);
    } else {
      kernel.schedule(call.arrivesAtMs, this.#onArrive, at, 0);
      if (call.kind === 'pay') this.#expectRead(at, call);
    }
    this.#ask(at, call, ask);
  }

  #ask(at: number, call: SocketCall, ask: (node: LightningNode) => Promise<NodeAnswer>): void {
    const { tickets, touched, broken } = this.#at;
    const { kind, node, hash, fault, arrivesAtMs } = call;
    if (fault?.wire.before === 'refused') {
      this.#hear(at, call, NOT_SENT);
      return;
    }
    call.ticket = { node, call: kind, hash, arrivesAtMs, strike: fault?.wire ?? UNSTRUCK };
    tickets.issue(call.ticket);
    touched();
    ask(this.#sessions.of(Math.floor(call.callId / CALLS_PER_PROCESS), node)).then(
      (answer) => this.#hear(at, call, answer),
      (cause: unknown) => broken(new Error(`${kind} was rejected, which its port forbids`, { cause })),
    );
  }

  #expectRead(at: number, { node, hash }: SocketCall): void {
    const key = `${node} ${hash}`;
    const sent = this.#unread.get(key);
    if (sent === undefined) this.#unread.set(key, [at]);
    else sent.push(at);
  }

  /** As the request reaches the node: what is answered there sets out. */
  #arrive(at: number): void {
    const { world } = this.#at;
    const call = this.#calls[at]!;
    const state = world.nodeState(call.node);
    if (state === 'hung') {
      this.#inbox[call.node]!.push(at);
      return;
    }
    this.#arrived(at);
    if (state === 'down' || call.epoch !== world.epoch(call.node)) return;
    if (call.kind !== 'pay' || call.fault?.kind === 'cut') this.#answered(at, call);
  }

  /** It is on its way no more. */
  #arrived(at: number): void {
    const call = this.#calls[at]!;
    call.travels = false;
    if (call.overdue) this.#calls[at] = undefined;
  }

  /** The node's answer sets out. */
  #answered(at: number, call: SocketCall): void {
    if (this.#calls[at] === undefined || call.fault?.kind === 'response_lost') return;
    const { kernel } = this.#at;
    this.#due(at, call, kernel.nowMs + this.#oneWayMs(call.node, ANSWER_BYTES[call.kind]));
  }

  #due(at: number, call: SocketCall, atMs: number): void {
    call.isTimed = true;
    this.#at.kernel.schedule(atMs, this.#onDeliver, at, 0);
  }

  /** The adapter says what came of the call. */
  #hear(at: number, call: SocketCall, answer: NodeAnswer): void {
    const { kernel, tickets } = this.#at;
    const unread = call.ticket !== null && tickets.withdraw(call.ticket);
    call.answer = answer;
    if (!call.waiting) return;
    if (call.isOver) this.#close(at, call, answer);
    else if (call.isDue) this.#deliver(at);
    // The adapter found out by itself: it did not ask, or lost the connection to somebody else's fault. Of a request that is
    // lost on its way nobody hears, not even that nothing listens at its end.
    else if (!call.isTimed && call.fault?.kind !== 'request_lost')
      this.#due(at, call, unread ? Math.max(kernel.nowMs, call.arrivesAtMs) : kernel.nowMs);
  }

  /** The connections to the node are gone: who waits sees it, as soon as the adapter does. */
  #breakOff(node: number): void {
    for (const at of [...this.#open[node]!]) {
      const call = this.#calls[at]!;
      call.isTimed = true;
      call.isDue = true;
      if (call.answer === null) continue;
      // What was on its way back is lost with the connection.
      call.listing = UNLISTED;
      call.answer = RESET;
      this.#deliver(at);
    }
  }

  #deliver(at: number): void {
    const call = this.#calls[at];
    if (call === undefined || !call.waiting) return;
    const { answer } = call;
    if (answer === null) {
      call.isDue = true;
      return;
    }
    // A hung daemon sends nothing, not even what it had ready.
    if (this.#at.world.nodeState(call.node) === 'hung' && answer.kind !== 'unknown') {
      this.#outbox[call.node]!.push(at);
      return;
    }
    // The answer is lost on its way: the client waits until its own time-out.
    if (this.#at.faults.swallows(call.node, call.hash)) return;
    this.#close(at, call, answer);
  }

  #timedOut(at: number): void {
    const { kernel } = this.#at;
    const call = this.#calls[at];
    if (call === undefined) return;
    if (call.waiting) {
      if (call.answer === null) {
        // The adapter keeps the same time, and is heard in a moment.
        call.isOver = true;
        kernel.schedule(kernel.nowMs + GRACE_MS, this.#onGrace, at, 0);
        return;
      }
      call.listing = UNLISTED;
      this.#close(at, call, TIMEOUT);
    }
    this.#forget(at, call);
  }

  #foundOut(at: number): void {
    const call = this.#calls[at];
    if (call === undefined) return;
    if (call.answer === null && call.waiting) {
      const node = this.#at.ledger.nodeName(call.node);
      this.#at.broken(new Error(`${node}: ${call.kind} has no end ${call.timeoutMs} ms after it began`));
    }
    this.#forget(at, call);
  }

  #forget(at: number, call: SocketCall): void {
    call.overdue = true;
    if (!call.travels) this.#calls[at] = undefined;
  }

  #close(at: number, call: SocketCall, answer: NodeAnswer): void {
    const { sink, faults } = this.#at;
    call.waiting = false;
    this.#open[call.node]!.delete(at);
    if (call.kind === 'list') {
      sink.listed(call.callId, call.listing ?? UNLISTED);
      return;
    }
    this.#history.answered(at, call, answer);
    if (answer.kind === 'unknown' || answer.kind === 'not_sent') faults.callFailed(call.node);
    sink.answered(call.callId, answer);
  }

  #closeSoon(nodes: readonly LightningNode[]): void {
    const { kernel } = this.#at;
    this.#closing.push(...nodes);
    if (nodes.length > 0) kernel.schedule(kernel.nowMs + LINGER_MS, this.#onClose, 0, 0);
  }

  #closeAll(): void {
    this.#at.touched();
    const closing = this.#closing.splice(0).map((node) => node.close());
    this.#closed = Promise.all([this.#closed, ...closing]);
  }

  #oneWayMs(node: number, bytes: number): number {
    const { apiMs, random, faults } = this.#at;
    return random.between(apiMs.min, apiMs.max) + faults.delayMs(node, bytes);
  }
}
