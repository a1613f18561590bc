import type { FailureReason } from '#orchestrator/domain/outcome';
import type { ChannelGraph } from './graph.ts';
import {
  failureName,
  INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS,
  MPP_TIMEOUT,
  PERMANENT_CHANNEL_FAILURE,
  TEMPORARY_CHANNEL_FAILURE,
  TEMPORARY_NODE_FAILURE,
  UNKNOWN_NEXT_PEER,
} from './htlc/failures.ts';
import { ADDING, type PartTable } from './htlc/parts.ts';
import type { BlockHeight, HtlcSwitch, PartReturns } from './htlc/switch.ts';
import type { Kernel } from './kernel.ts';
import type { MissionControl } from './mission-control.ts';
import type { Nodes } from './nodes.ts';
import type { WorldObserver } from './observer.ts';
import type { Pathfinder } from './pathfind.ts';
import { MIN_FINAL_CLTV_BLOCKS, type Payees } from './payee.ts';
import type { PayAdmission, PaymentRecord, PayOrder } from './personality/payment-record.ts';
import type { NodePersonality } from './personality/personality.ts';
import type { RouteRequest } from './route.ts';
import { HOPS_MAX } from './route-cost.ts';

/** Blocks that payers add to the final time lock, so that a block found on the way does no harm (LND adds 3). */
export const FINAL_PADDING_BLOCKS = 3;
/** No payment is split into parts smaller than this (LND `DefaultShardMinAmt`, 10,000 sat). */
export const PART_MIN_MSAT = 10_000_000;
/** Parts that one run may send in all: a bound on retries beside its time window. */
export const TRIES_MAX = 200;

export interface PayersParts {
  readonly kernel: Kernel;
  readonly graph: ChannelGraph;
  readonly nodes: Nodes;
  readonly parts: PartTable;
  readonly htlcs: HtlcSwitch;
  readonly payees: Payees;
  readonly pathfinder: Pathfinder;
  readonly memories: MissionControl;
  readonly chain: BlockHeight;
  readonly observer: WorldObserver;
  /** By node. */
  readonly personalities: readonly NodePersonality[];
}

/** All payer nodes: their durable records, and the life of a payment from the call to its last HTLC. */
export class Payers implements PartReturns {
  readonly #at: PayersParts;
  readonly #runs: PaymentRecord[] = [];
  /** The latest run for a hash, by node. */
  readonly #byHash: Map<string, PaymentRecord>[];
  readonly #planned: number[] = [];
  /** Filled anew for each search, so that a search allocates nothing. */
  readonly #ask: RouteRequest = {
    payer: -1,
    payee: -1,
    amountMsat: 0,
    feeLimitMsat: 0,
    finalBlocks: MIN_FINAL_CLTV_BLOCKS + FINAL_PADDING_BLOCKS,
    limitBlocks: 0,
    nowMs: 0,
  };
  readonly #onEnd: number;

  constructor(at: PayersParts) {
    this.#at = at;
    this.#byHash = Array.from({ length: at.graph.nodeCount }, () => new Map());
    this.#onEnd = at.kernel.register((ordinal) => this.#endOf(ordinal));
  }

  /**
   * Pays, or says at once why not. What was accepted ends exactly once through the observer, never before this returns.
   * @throws Error when the node does not run: who cannot be reached cannot be asked.
   */
  pay(node: number, order: PayOrder): PayAdmission {
    const { nodes, kernel, observer } = this.#at;
    if (!nodes.isUp(node))
      throw new Error(`node ${node} is ${nodes.state(node)}: a pay call cannot reach it`);
    const byHash = this.#byHash[node];
    const said = this.#at.personalities[node].admit(byHash.get(order.hash), order, kernel.nowMs);
    if (said !== 'accepted') return said;
    const run: PaymentRecord = {
      ordinal: this.#runs.length,
      node,
      order,
      begunAtMs: kernel.nowMs,
      epoch: nodes.epoch(node),
      state: 'in_flight',
      preimage: '',
      feeMsat: 0,
      paidMsat: 0,
      reason: '',
      partsOut: 0,
      feesOutMsat: 0,
      unplacedMsat: order.amountMsat,
      tries: 0,
      stoppedBy: '',
    };
    this.#runs.push(run);
    byHash.set(order.hash, run);
    observer.paymentBegun(node, order.payee, order.hash, order.amountMsat, order.feeLimitMsat);
    this.#place(run);
    if (run.partsOut === 0) kernel.schedule(kernel.nowMs, this.#onEnd, run.ordinal, 0);
    return said;
  }

  lookup(node: number, hash: string): Readonly<PaymentRecord> | undefined {
    return this.#at.personalities[node].shown(this.#byHash[node].get(hash));
  }

  /** The latest run of every hash of every node: nodes in order, then first use of the hash. */
  records(visit: (record: Readonly<PaymentRecord>) => void): void {
    for (const byHash of this.#byHash) for (const record of byHash.values()) visit(record);
  }

  partSettled(part: number): void {
    const { parts, payees } = this.#at;
    const run = this.#runs[parts.payment[part]];
    run.partsOut--;
    run.feesOutMsat -= parts.feeMsat(part);
    run.paidMsat += parts.paidMsat(part);
    run.feeMsat += parts.feeMsat(part);
    run.preimage = payees.preimage(run.order.hash);
    parts.free(part);
    if (run.partsOut === 0) this.#end(run);
  }

  partFailed(part: number): void {
    const { parts, observer } = this.#at;
    const run = this.#runs[parts.payment[part]];
    const failure = parts.failure[part];
    const failedBy = parts.failedBy[part];
    const paidMsat = parts.paidMsat(part);
    run.partsOut--;
    run.feesOutMsat -= parts.feeMsat(part);
    run.unplacedMsat += paidMsat;
    observer.partFailed(run.node, failedBy, run.order.hash, paidMsat, failureName(failure));
    this.#learn(run.node, part, failure, failedBy);
    parts.free(part);
    if (run.stoppedBy === '') run.stoppedBy = this.#stopAfter(run, failure);
    if (run.stoppedBy === '') this.#place(run);
    if (run.partsOut === 0) this.#end(run);
  }

  /** Whether a failure ends all sending, and why. */
  #stopAfter(run: PaymentRecord, failure: number): FailureReason | '' {
    const { kernel, nodes, personalities } = this.#at;
    if (run.epoch !== nodes.epoch(run.node) && !personalities[run.node].resumesAfterRestart)
      return 'interrupted';
    if (failure === INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS || run.preimage !== '')
      return 'incorrect_payment_details';
    const late = kernel.nowMs >= run.begunAtMs + run.order.windowMs;
    return late || run.tries >= TRIES_MAX ? 'timeout' : '';
  }

  /** What the payer remembers of a failure when it looks for the next route. */
  #learn(payer: number, part: number, failure: number, failedBy: number): void {
    const { graph, kernel, memories, parts } = this.#at;
    if (failure === INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS || failure === MPP_TIMEOUT) return;
    if (failure === TEMPORARY_NODE_FAILURE) return memories.banNode(payer, failedBy, kernel.nowMs);
    const at = part * HOPS_MAX + parts.failedHop[part];
    const edge = parts.edges[at];
    if (failure === UNKNOWN_NEXT_PEER || failure === PERMANENT_CHANNEL_FAILURE) {
      memories.ban(payer, edge, 0, kernel.nowMs);
      memories.ban(payer, edge ^ 1, 0, kernel.nowMs);
    } else if (failure === TEMPORARY_CHANNEL_FAILURE)
      memories.ban(payer, edge, parts.amounts[at], kernel.nowMs);
    // Policy failures carry the `channel_update` that was not known; the gossip view is shared, so all payers learn it.
    // When there is nothing to learn (blocks went by), the edge is left alone for a while.
    else if (!graph.advertise(edge)) memories.ban(payer, edge, 0, kernel.nowMs);
  }

  /**
   * Finds routes for what no part carries, and sends them only when they carry it all. One route if one can; else the amount
   * is halved, down to the least part, as long as parts are left (LND's way to split). Sets `stoppedBy` when it cannot.
   */
  #place(run: PaymentRecord): void {
    const { order, node } = run;
    const planned = this.#planned;
    planned.length = 0;
    const ask = this.#ask;
    ask.payer = node;
    ask.payee = order.payee;
    ask.limitBlocks = order.cltvLimitBlocks;
    ask.nowMs = this.#at.kernel.nowMs;
    let leftMsat = run.unplacedMsat;
    let shardMsat = leftMsat;
    let feesMsat = run.feesOutMsat + run.feeMsat;
    let failed: FailureReason | '' = '';
    while (leftMsat > 0) {
      ask.amountMsat = shardMsat;
      ask.feeLimitMsat = order.feeLimitMsat - feesMsat;
      const verdict = this.#at.pathfinder.find(ask);
      if (verdict === 'found') {
        feesMsat += this.#plan(run);
        leftMsat -= shardMsat;
        shardMsat = leftMsat;
        continue;
      }
      if (failed === '') failed = verdict === 'too-expensive' ? 'fee_limit' : 'no_route';
      const lastPart = run.partsOut + planned.length + 1 >= order.partsMax;
      shardMsat = Math.ceil(shardMsat / 2);
      if (lastPart || shardMsat < PART_MIN_MSAT) break;
    }
    if (leftMsat === 0) {
      run.tries += planned.length;
      for (const part of planned) this.#send(run, part);
      return;
    }
    for (const part of planned) this.#unplan(part);
    run.stoppedBy =
      this.#sendableMsat(node) < run.unplacedMsat ? 'insufficient_balance' : failed || 'no_route';
  }

  /** Turns the pathfinder's route into a part with its first HTLC locked in, so that the next search sees it. */
  #plan(run: PaymentRecord): number {
    const { graph, parts, chain } = this.#at;
    const { route } = this.#at.pathfinder;
    const part = parts.take();
    const base = part * HOPS_MAX;
    const hops = route.hopCount;
    parts.payment[part] = run.ordinal;
    parts.hash[part] = run.order.hash;
    parts.totalMsat[part] = run.order.amountMsat;
    parts.hopCount[part] = hops;
    parts.top[part] = 0;
    parts.onChain[part] = 0;
    parts.awaitsExpiry[part] = 0;
    for (let hop = 0; hop < hops; hop++) {
      parts.edges[base + hop] = route.edges[hop];
      parts.amounts[base + hop] = route.amounts[hop];
      parts.expiryHeights[base + hop] = chain.height + route.blocks[hop];
    }
    graph.lock(parts.edges[base], parts.amounts[base]);
    this.#planned.push(part);
    return parts.feeMsat(part);
  }

  #unplan(part: number): void {
    const { graph, parts } = this.#at;
    graph.release(parts.edges[part * HOPS_MAX], parts.amounts[part * HOPS_MAX], false);
    parts.free(part);
  }

  #send(run: PaymentRecord, part: number): void {
    const { parts, htlcs } = this.#at;
    parts.phase[part] = ADDING;
    run.partsOut++;
    run.unplacedMsat -= parts.paidMsat(part);
    run.feesOutMsat += parts.feeMsat(part);
    htlcs.launch(part);
  }

  #sendableMsat(node: number): number {
    const { graph, nodes } = this.#at;
    let sum = 0;
    for (let at = graph.outStart[node]; at < graph.outStart[node + 1]; at++) {
      const edge = graph.outEdges[at];
      if (nodes.linkAlive(graph.edgeTo[edge])) sum += graph.sendable(edge);
    }
    return sum;
  }

  /** The end of a payment for which no route was found, one event after the call. */
  #endOf(ordinal: number): void {
    const run = this.#runs[ordinal];
    if (this.#at.nodes.isUp(run.node)) this.#end(run);
    else this.#at.nodes.wait(run.node, this.#onEnd, ordinal, 0);
  }

  #end(run: PaymentRecord): void {
    const { node, order } = run;
    run.state = run.paidMsat > 0 ? 'settled' : 'failed';
    run.reason = run.state === 'settled' ? '' : run.stoppedBy || 'no_route';
    this.#at.observer.paymentEnded(
      node,
      order.payee,
      order.hash,
      run.state === 'settled',
      run.paidMsat,
      run.feeMsat,
      run.preimage,
      run.reason,
    );
  }
}
