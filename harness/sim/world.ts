import type { Random } from '#chaos/random';
import type { ForwardingPolicy, Network } from '#topologies/network';
import type { WorldTruth } from '../oracle/world-truth.ts';
import { Chain, type HeightView } from './chain.ts';
import { type ChannelView, channelViews } from './channel-views.ts';
import { ChannelGraph } from './graph.ts';
import { FREE, PartTable } from './htlc/parts.ts';
import type { HtlcStrikes } from './htlc/strikes.ts';
import { HtlcSwitch } from './htlc/switch.ts';
import type { Kernel } from './kernel.ts';
import { Latency, type LatencyRange } from './latency.ts';
import { MissionControl } from './mission-control.ts';
import { type NodeVoice, UNHEARD } from './node-voice.ts';
import { type NodeState, Nodes } from './nodes.ts';
import type { WorldObserver } from './observer.ts';
import { FINAL_PADDING_BLOCKS } from './part-placer.ts';
import { Pathfinder } from './pathfind.ts';
import { type InvoiceOrder, type InvoiceState, MIN_FINAL_CLTV_BLOCKS, Payees } from './payee.ts';
import { Payers } from './payer.ts';
import type { PayOrder } from './payment-run.ts';
import type { Booked } from './personality/daemon.ts';
import type { LookupSaid, PaySaid } from './personality/said.ts';
import { HOPS_MAX } from './route-cost.ts';
import { GraphTruth } from './truth.ts';

export interface SimWorldOptions {
  readonly network: Network;
  readonly kernel: Kernel;
  readonly random: Random;
  readonly observer: WorldObserver;
  readonly hopLatencyMs: LatencyRange;
  readonly gossipDelayMs: number;
  /** 0: blocks only by `mine`. Otherwise the queue never runs empty. */
  readonly blockIntervalMs: number;
  readonly startHeight: number;
  /** How long peers take a hung node for alive; 30 s when not given. */
  readonly hungNoticeMs?: number;
  /** How long a payer avoids an edge that failed; 60 s when not given. */
  readonly failureMemoryMs?: number;
  /** Who hears what the nodes' daemons say of their own accord; nobody when not given. */
  readonly voice?: NodeVoice;
  /**
   * For trials of days: finished payments leave the daemons' books, and paid and expired invoices their payees', so long after
   * their end. A look-up then finds nothing, as after `delpay` or `DeletePayment`, and an invoice is unknown; so it must be
   * longer than anybody asks. For ever when not given.
   */
  readonly forgetAfterMs?: number;
}

/** An HTLC that is out: who offers it to whom, for which hash. */
export type HtlcVisitor = (
  node: number,
  peer: number,
  hash: string,
  amountMsat: number,
  expiryHeight: number,
) => void;

/** One hop of a route, payer first. */
export interface RouteHop {
  /** The node that it reaches. */
  readonly to: number;
  readonly channel: number;
  readonly amountMsat: number;
  readonly blocks: number;
}

/** Two weeks: LND's `--max-cltv-expiry`. */
const ROUTE_BLOCKS_MAX = 2016;

/** The simulated Lightning network of one trial. Everything happens in the kernel's time; nothing here waits or draws a clock. */
export class SimWorld {
  readonly truth: WorldTruth;
  readonly #graph: ChannelGraph;
  readonly #nodes: Nodes;
  readonly #parts = new PartTable();
  readonly #chain: Chain;
  readonly #htlcs: HtlcSwitch;
  readonly #payees: Payees;
  readonly #payers: Payers;
  readonly #pathfinder: Pathfinder;
  readonly #kernel: Kernel;
  readonly #observer: WorldObserver;

  constructor(options: SimWorldOptions) {
    const { kernel, observer } = options;
    const graph = new ChannelGraph(options.network);
    const latency = new Latency(options.random.fork('hop latency'), options.hopLatencyMs);
    const nodes = new Nodes(kernel, latency, graph.nodeCount, options.hungNoticeMs ?? 30_000);
    const parts = this.#parts;
    const chain = new Chain(kernel, graph, parts, observer, options);
    const htlcs = new HtlcSwitch(kernel, graph, nodes, parts, latency, chain, observer);
    const implementations = options.network.nodes.map(({ implementation }) => implementation);
    const forgetAfterMs = options.forgetAfterMs ?? null;
    const payees = new Payees(
      kernel,
      graph,
      nodes,
      parts,
      htlcs,
      chain,
      observer,
      implementations,
      forgetAfterMs,
    );
    const memories = new MissionControl(graph, options.failureMemoryMs ?? 60_000);
    const pathfinder = new Pathfinder(graph, memories, (node) => nodes.linkAlive(node));
    const payers = new Payers({
      kernel,
      graph,
      nodes,
      parts,
      htlcs,
      payees,
      pathfinder,
      memories,
      chain,
      observer,
      voice: options.voice ?? UNHEARD,
      random: options.random,
      implementations,
      forgetAfterMs,
    });
    htlcs.connect(payees, payers);
    chain.connect(htlcs, payees);
    this.#kernel = kernel;
    this.#observer = observer;
    this.#graph = graph;
    this.#nodes = nodes;
    this.#chain = chain;
    this.#htlcs = htlcs;
    this.#payees = payees;
    this.#payers = payers;
    this.#pathfinder = pathfinder;
    this.truth = new GraphTruth(graph, nodes);
  }

  get nodeCount(): number {
    return this.#graph.nodeCount;
  }

  get height(): number {
    return this.#chain.height;
  }

  /** The height that this node believes in. */
  heightAt(node: number): number {
    return this.#chain.heightAt(node);
  }

  createInvoice(order: InvoiceOrder): void {
    this.#payees.create(order);
  }

  invoiceState(hash: string): InvoiceState | undefined {
    return this.#payees.state(hash);
  }

  /** What the payee gave away when it was paid; '' before that: it is her secret until then. */
  revealedPreimage(hash: string): string {
    return this.#payees.state(hash) === 'paid' ? this.#payees.preimage(hash) : '';
  }

  /** What the payers of an invoice have sent so far. */
  receivedMsat(hash: string): number {
    return this.#payees.receivedMsat(hash);
  }

  /** Closes an invoice unpaid for good; false when it is paid, closed or unknown. */
  cancelInvoice(hash: string): boolean {
    return this.#payees.cancel(hash);
  }

  /** Releases the preimage of a held invoice, which may be new to the payee; false when nothing is held. */
  settleHold(hash: string, preimage = ''): boolean {
    return this.#payees.settleHold(hash, preimage);
  }

  /**
   * See `Payers.pay`: null when the node answers later, through the voice, or never. `call` names the call there, -1: nobody
   * waits. `gone`: whoever asked hung up while the node was hung.
   */
  pay(node: number, order: PayOrder, call = -1, gone = false): PaySaid | null {
    return this.#payers.pay(node, order, call, gone);
  }

  /** What the node answers to a look-up. */
  look(node: number, hash: string): LookupSaid {
    return this.#payers.look(node, hash);
  }

  /** What the node's own books hold of this hash, in one word. */
  lookup(node: number, hash: string): Booked | undefined {
    return this.#payers.booked(node, hash);
  }

  /** What the node's list of payments shows of this hash. */
  lists(node: number, hash: string): Booked['state'] | undefined {
    return this.#payers.lists(node, hash);
  }

  /** What the books of all nodes hold: a node's own view, never more than it knows. */
  records(visit: (record: Booked) => void): void {
    this.#payers.books(visit);
  }

  /** What the books of one node hold, in the order in which it came. */
  recordsOf(node: number, visit: (record: Booked) => void): void {
    this.#payers.booksOf(node, visit);
  }

  /** See `Payers.rollBack`. */
  rollBack(node: number, toMs: number): readonly string[] {
    return this.#payers.rollBack(node, toMs);
  }

  /** False when the node was in that state already. `unsynced`: what goes down loses its last writes to the disk as well. */
  setNode(node: number, state: NodeState, cause: string, unsynced = false): boolean {
    const was = this.#nodes.state(node);
    if (!this.#nodes.set(node, state)) return false;
    this.#observer.nodeMoved(node, state, cause);
    if (state === 'down') this.#payers.killed(node, unsynced);
    else if (was === 'down') this.#payers.started(node);
    return true;
  }

  nodeState(node: number): NodeState {
    return this.#nodes.state(node);
  }

  /** Daemon epoch: 1, 2, … moves on at every start after `down`. */
  epoch(node: number): number {
    return this.#nodes.epoch(node);
  }

  /** While refusing, a node answers every HTLC that it should forward with `temporary_node_failure`. */
  setRefusing(node: number, refusing: boolean): void {
    this.#nodes.setRefusing(node, refusing);
  }

  /** The node keeps HTLCs that reach it for the next `ms` before it goes on with them (a stuck forwarder). */
  holdHtlcs(node: number, ms: number): void {
    this.#nodes.hold(node, this.#kernel.nowMs + ms);
  }

  mine(blocks: number): void {
    this.#chain.mine(blocks);
  }

  /** See `Chain.disconnect`. */
  disconnectBlocks(depth: number): void {
    this.#chain.disconnect(depth);
  }

  /** Some nodes do not see the tip; null: all see it. */
  setHeightView(view: HeightView | null): void {
    this.#chain.setView(view);
  }

  /** See `Chain.holdGossip`. */
  holdGossip(heard: ((edge: number) => void) | null): void {
    this.#chain.holdGossip(heard);
  }

  /** Faults between channel peers; null when none is on. */
  strikeHtlcs(strikes: HtlcStrikes | null): void {
    this.#htlcs.strikes = strikes;
  }

  /** Hash, amount, and total of the payment that an HTLC of this part belongs to. */
  partOf(part: number): { readonly hash: string; readonly paidMsat: number; readonly totalMsat: number } {
    const parts = this.#parts;
    return {
      hash: parts.hash[part] ?? '',
      paidMsat: parts.paidMsat(part),
      totalMsat: parts.totalMsat[part],
    };
  }

  /** Whether the top HTLC of this part, on its way to the payee, is the last of its route. */
  isAtPayee(part: number): boolean {
    return this.#parts.top[part] === this.#parts.hopCount[part] - 1;
  }

  /** The peer that a part goes on to from the node that it has reached; -1 at the payee. */
  nextPeer(part: number): number {
    const parts = this.#parts;
    if (this.isAtPayee(part)) return -1;
    return this.#graph.edgeTo[parts.edges[part * HOPS_MAX + parts.top[part] + 1]];
  }

  /** Others take the channel's HTLC slots until `left` are free; returns how many they took. */
  takeSlots(channel: number, left: number): number {
    return this.#graph.takeSlots(channel, left);
  }

  giveSlots(channel: number, slots: number): void {
    this.#graph.giveSlots(channel, slots);
  }

  /** False when the channel is closed already. */
  forceClose(channel: number, cause: string): boolean {
    return this.#chain.forceClose(channel, cause);
  }

  /**
   * Others pay across one channel: moves up to `amountMsat` from `fromNode` to the other side, never below the reserve.
   * Returns what was moved, in msat.
   */
  moveLiquidity(fromNode: number, channel: number, amountMsat: number, cause: string): number {
    const graph = this.#graph;
    const edge = graph.edgeOf(fromNode, channel);
    const moved = Math.min(amountMsat, graph.sendable(edge));
    if (!(moved > 0)) return 0;
    graph.balance[edge] -= moved;
    graph.balance[edge ^ 1] += moved;
    this.#observer.liquidityMoved(fromNode, graph.edgeTo[edge], moved, cause);
    return moved;
  }

  /** Changes what `node` asks on `channel`: in force at once, known to payers after the gossip delay. */
  setPolicy(node: number, channel: number, change: Partial<ForwardingPolicy>): void {
    const edge = this.#graph.edgeOf(node, channel);
    this.#graph.policy.set(edge, change);
    this.#chain.gossip(edge);
  }

  /** What the node can send now over channels whose other end answers, reserves taken off. */
  spendable(node: number): { readonly totalMsat: number; readonly largestChannelMsat: number } {
    const graph = this.#graph;
    let totalMsat = 0;
    let largestChannelMsat = 0;
    for (let at = graph.outStart[node]; at < graph.outStart[node + 1]; at++) {
      const edge = graph.outEdges[at];
      if (graph.policy.disabled[edge] !== 0 || !this.#nodes.linkAlive(graph.edgeTo[edge])) continue;
      const sendable = graph.sendable(edge);
      totalMsat += sendable;
      if (sendable > largestChannelMsat) largestChannelMsat = sendable;
    }
    return { totalMsat, largestChannelMsat };
  }

  /** The channels of a node that are not closed, with their HTLCs. */
  channelsOf(node: number): readonly ChannelView[] {
    return channelViews(this.#graph, this.#parts, node);
  }

  /** Whether its peers think that the node answers. */
  linkAlive(node: number): boolean {
    return this.#nodes.linkAlive(node);
  }

  /** The route that the payer would try first; null when it knows of none. Changes nothing. Time locks are in blocks from now. */
  route(payer: number, payee: number, amountMsat: number, feeLimitMsat: number): readonly RouteHop[] | null {
    const { route } = this.#pathfinder;
    const verdict = this.#pathfinder.find({
      payer,
      payee,
      amountMsat,
      feeLimitMsat,
      finalBlocks: MIN_FINAL_CLTV_BLOCKS + FINAL_PADDING_BLOCKS,
      limitBlocks: ROUTE_BLOCKS_MAX,
      nowMs: this.#kernel.nowMs,
    });
    if (verdict !== 'found') return null;
    return Array.from({ length: route.hopCount }, (_, hop) => ({
      to: this.#graph.edgeTo[route.edges[hop]],
      channel: route.edges[hop] >> 1,
      amountMsat: route.amounts[hop],
      blocks: route.blocks[hop],
    }));
  }

  /** All that a node owns: its side of every channel, its outgoing HTLCs, its chain balance. */
  ownedMsat(node: number): number {
    return this.#graph.ownedMsat(node);
  }

  /** Of which in outgoing HTLCs. */
  inFlightMsat(node: number): number {
    return this.#graph.inFlightMsat(node);
  }

  /** Every HTLC that is still out; nearest the payer first within a part. */
  pendingHtlcs(visit: HtlcVisitor): void {
    const parts = this.#parts;
    const { edgeFrom, edgeTo } = this.#graph;
    for (let part = 0; part < parts.rowCount; part++) {
      if (parts.phase[part] === FREE) continue;
      for (let hop = 0; hop <= parts.top[part]; hop++) {
        if ((parts.onChain[part] & (1 << hop)) !== 0) continue;
        const at = part * HOPS_MAX + hop;
        const edge = parts.edges[at];
        visit(edgeFrom[edge], edgeTo[edge], parts.hash[part], parts.amounts[at], parts.expiryHeights[at]);
      }
    }
  }
}
