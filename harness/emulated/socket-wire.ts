import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { ListCall, LookupCall, NodeHint, NodeListing, PayCall } from '#orchestrator/ports/node';
import type { Desks } from '../emulators/desks.ts';
import { UNSTRUCK } from '../emulators/strike.ts';
import { ANSWER_BYTES, CallHistory, REQUEST_BYTES, type RecordedCall } from '../sim/call-history.ts';
import type { CallFault, CallKind } from '../sim/faults/call-fault.ts';
import { CALLS_PER_PROCESS, type NodeWire, type WireParts } from '../sim/node-wire.ts';
import type { PaySaid } from '../sim/personality/said.ts';
import type { CallTickets, Ticket } from './call-tickets.ts';
import { Sessions } from './sessions.ts';

export interface SocketWireParts extends WireParts {
  readonly desks: Desks;
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

interface Call extends RecordedCall {
  readonly kind: CallKind;
  readonly callId: number;
  readonly timeoutMs: number;
  readonly fault: CallFault | null;
  arrivesAtMs: number;
  ticket: Ticket | null;
  /** The orchestrator still waits. */
  waiting: boolean;
  /** The adapter has said what it heard. */
  heard: boolean;
  /** Its connection is cut, or its time is over: what the adapter says is told at once. */
  isOver: boolean;
  answer: NodeAnswer | null;
  listing: NodeListing | null;
}

const NOT_SENT: NodeAnswer = { kind: 'not_sent' };
const RESET: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const TIMEOUT: NodeAnswer = { kind: 'unknown', cause: 'timeout' };
const UNAVAILABLE: NodeListing = { kind: 'unavailable' };
/** What was written before the sockets of its writer closed is on its way: they close this much later, ms. */
const LINGER_MS = 1;
/** An adapter that does not keep to its time-out is found out so much later, ms. */
const GRACE_MS = 1;

/**
 * The wire of the emulated environment: calls go through the adapters, over real sockets, to servers that speak the daemons'
 * APIs. What the simulation's own wire decides for itself (`sim/wire.ts`) is left to them: whether a node listens, what
 * becomes of a call whose connection breaks, when a client gives up. Faults of calls are enacted by the servers. What is
 * the same: when calls leave, what the history says of them, and what a message takes on its way, which the request waits
 * out at the server and the answer here.
 *
 * A refused connection of a cut path (F30) is answered here: no byte of it would reach a server.
 */
export class SocketWire implements NodeWire {
  readonly #at: SocketWireParts;
  readonly #history: CallHistory;
  readonly #sessions: Sessions;
  readonly #calls: (Call | undefined)[] = [];
  /** By node: what a hung node has ready, and calls whose client waits. */
  readonly #outbox: number[][];
  readonly #open: Set<number>[];
  /** Connections that close in a moment, or have. */
  readonly #closing: LightningNode[] = [];
  #closed: Promise<unknown> = Promise.resolve();
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
    this.#outbox = Array.from({ length: world.nodeCount }, () => []);
    this.#open = Array.from({ length: world.nodeCount }, () => new Set<number>());
    this.#onDeliver = kernel.register((at) => this.#deliver(at));
    this.#onTimeout = kernel.register((at) => this.#timedOut(at));
    this.#onGrace = kernel.register((at) => this.#overdue(at));
    this.#onClose = kernel.register(() => this.#closeAll());
    this.#onCut = kernel.register((node) => parts.desks.cutConnections(node));
  }

  pay(request: PayCall): void {
    const call = this.#call('pay', request, request.intent, request.attemptNo, request.hash);
    const invoice = this.#at.invoices.read(request.invoice);
    this.#history.paySent(this.#calls.length, call, request, invoice);
    this.#at.sent(call.node);
    this.#send(call, (node) => node.pay(request), NOT_SENT);
  }

  lookup(request: LookupCall): void {
    const call = this.#call('lookup', request, request.intent, request.attemptNo, request.hash);
    this.#history.lookupSent(this.#calls.length, call);
    this.#send(call, (node) => node.lookup(request), NOT_SENT);
  }

  list(request: ListCall): void {
    const call = this.#call('list', request, null, -1, '');
    const asked = { ...request, sinceMs: request.sinceMs + this.#at.baseUnixMs };
    this.#send(
      call,
      async (node) => {
        call.listing = await node.list(asked);
        return NOT_SENT;
      },
      NOT_SENT,
    );
  }

  isWaiting(callId: number): boolean {
    return this.#open.some((open) => [...open].some((at) => this.#calls[at]!.callId === callId));
  }

  told({ node, hash, claims, preimage }: NodeHint): void {
    const { desks, ledger } = this.#at;
    desks.putOnStream(ledger.nodeOrdinal(node), { hash, claims, preimage });
  }

  paySaid(call: number, said: PaySaid): void {
    this.#at.desks.voice.answers(-1, call, said);
  }

  recordChanged(node: number, hash: string): void {
    this.#at.desks.voice.changed(node, hash);
  }

  nodeMoved(node: number, state: 'up' | 'down' | 'hung'): void {
    if (state === 'up') for (const at of this.#outbox[node]!.splice(0)) this.#deliver(at);
    if (state !== 'down') return;
    this.#outbox[node] = [];
    this.#breakOff(node);
  }

  cutOff(node: number): void {
    this.#breakOff(node);
    const { kernel } = this.#at;
    kernel.schedule(kernel.nowMs + LINGER_MS, this.#onCut, node, 0);
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
  ): Call {
    const { ledger, faults } = this.#at;
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
      arrivesAtMs: 0,
      ticket: null,
      waiting: true,
      heard: false,
      isOver: false,
      answer: null,
      listing: null,
    };
  }

  #send(call: Call, ask: (node: LightningNode) => Promise<NodeAnswer>, refused: NodeAnswer): void {
    const { kernel, tickets } = this.#at;
    const { kind, node, hash, fault } = call;
    const at = this.#calls.push(call) - 1;
    this.#open[node]!.add(at);
    kernel.schedule(kernel.nowMs + call.timeoutMs, this.#onTimeout, at, 0);
    const wayMs = fault?.kind === 'request_lost' ? 0 : this.#oneWayMs(node, REQUEST_BYTES[kind]);
    call.arrivesAtMs = kernel.nowMs + wayMs;
    if (fault?.wire.before === 'refused') {
      this.#hear(at, refused);
      return;
    }
    call.ticket = { node, call: kind, hash, arrivesAtMs: call.arrivesAtMs, strike: fault?.wire ?? UNSTRUCK };
    tickets.issue(call.ticket);
    this.#at.touched();
    const process = Math.floor(call.callId / CALLS_PER_PROCESS);
    ask(this.#sessions.of(process, node)).then(
      (answer) => this.#hear(at, answer),
      (error: unknown) =>
        this.#at.broken(new Error(`${kind} rejected, which its port forbids`, { cause: error })),
    );
  }

  /** The adapter says what came of the call. */
  #hear(at: number, answer: NodeAnswer): void {
    const { kernel, tickets } = this.#at;
    const call = this.#calls[at]!;
    call.heard = true;
    const unread = call.ticket === null || tickets.withdraw(call.ticket);
    if (!call.waiting) {
      this.#calls[at] = undefined;
      return;
    }
    call.answer = answer;
    if (call.isOver) {
      this.#close(at, call, answer);
      return;
    }
    // What never reached the daemon, or came back unread, has no way back to go.
    const isShort = unread || call.fault?.kind === 'answered';
    const dueMs = isShort
      ? call.arrivesAtMs
      : kernel.nowMs + this.#oneWayMs(call.node, ANSWER_BYTES[call.kind]);
    kernel.schedule(Math.max(dueMs, kernel.nowMs), this.#onDeliver, at, 0);
  }

  /** The connections to the node are gone: who waits sees it, as soon as the adapter does. */
  #breakOff(node: number): void {
    for (const at of [...this.#open[node]!]) {
      const call = this.#calls[at]!;
      call.isOver = true;
      if (!call.heard) continue;
      call.listing = UNAVAILABLE;
      this.#close(at, call, RESET);
    }
  }

  #deliver(at: number): void {
    const call = this.#calls[at];
    if (call === undefined || !call.waiting || call.answer === null) return;
    // A hung daemon sends nothing, not even what it had ready.
    if (this.#at.world.nodeState(call.node) === 'hung' && call.answer.kind !== 'unknown') {
      this.#outbox[call.node]!.push(at);
      return;
    }
    // The answer is lost on its way: the client waits until its own time-out.
    if (this.#at.faults.swallows(call.node, call.hash)) return;
    this.#close(at, call, call.answer);
  }

  #timedOut(at: number): void {
    const { kernel } = this.#at;
    const call = this.#calls[at];
    if (call === undefined || !call.waiting) return;
    if (call.heard) {
      call.listing = UNAVAILABLE;
      this.#close(at, call, TIMEOUT);
      return;
    }
    call.isOver = true;
    kernel.schedule(kernel.nowMs + GRACE_MS, this.#onGrace, at, 0);
  }

  #overdue(at: number): void {
    const call = this.#calls[at];
    if (call === undefined || call.heard || !call.waiting) return;
    const node = this.#at.ledger.nodeName(call.node);
    this.#at.broken(new Error(`${node}: ${call.kind} has no end ${call.timeoutMs} ms after it began`));
  }

  #close(at: number, call: Call, answer: NodeAnswer): void {
    const { sink, faults } = this.#at;
    call.waiting = false;
    this.#open[call.node]!.delete(at);
    if (call.heard) this.#calls[at] = undefined;
    if (call.kind === 'list') {
      sink.listed(call.callId, call.listing ?? UNAVAILABLE);
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
