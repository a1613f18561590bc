import type { FailureReason } from '#orchestrator/domain/outcome';
import type { ChannelGraph } from './graph.ts';
import {
  INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS,
  MPP_TIMEOUT,
  PERMANENT_CHANNEL_FAILURE,
  TEMPORARY_CHANNEL_FAILURE,
  TEMPORARY_NODE_FAILURE,
  UNKNOWN_NEXT_PEER,
} from './htlc/failures.ts';
import type { PartTable } from './htlc/parts.ts';
import type { BlockHeight } from './htlc/switch.ts';
import type { Kernel } from './kernel.ts';
import type { MissionControl } from './mission-control.ts';
import type { Nodes } from './nodes.ts';
import type { Pathfinder } from './pathfind.ts';
import { MIN_FINAL_CLTV_BLOCKS } from './payee.ts';
import type { PaymentRun } from './payment-run.ts';
import type { RouteRequest } from './route.ts';
import { HOPS_MAX } from './route-cost.ts';

/** Blocks that payers add to the final time lock, so that a block found on the way does no harm (LND adds 3). */
export const FINAL_PADDING_BLOCKS = 3;
/** No payment is split into parts smaller than this (LND `DefaultShardMinAmt`, 10,000 sat). */
export const PART_MIN_MSAT = 10_000_000;

export interface PartPlacerParts {
  readonly kernel: Kernel;
  readonly graph: ChannelGraph;
  readonly nodes: Nodes;
  readonly parts: PartTable;
  readonly pathfinder: Pathfinder;
  readonly memories: MissionControl;
  readonly chain: BlockHeight;
}

/** Turns what a run has not placed into parts on routes, and remembers what failures teach about routes. */
export class PartPlacer {
  readonly #at: PartPlacerParts;
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

  constructor(at: PartPlacerParts) {
    this.#at = at;
  }

  /** The parts that are planned and not sent, in order. */
  get planned(): readonly number[] {
    return this.#planned;
  }

  /**
   * Finds routes for all that no part carries, and locks the first HTLC of each. One route if one can; else the amount is
   * halved, down to the least part, as long as parts are left (LND's way to split). False: not all of it; nothing is
   * locked then, and `stoppedBy` says why.
   */
  plan(run: PaymentRun): boolean {
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
        feesMsat += this.#planPart(run);
        leftMsat -= shardMsat;
        shardMsat = leftMsat;
        continue;
      }
      if (failed === '') failed = verdict === 'too-expensive' ? 'fee_limit' : 'no_route';
      const lastPart = run.partsOut + planned.length + 1 >= order.partsMax;
      shardMsat = Math.ceil(shardMsat / 2);
      if (lastPart || shardMsat < PART_MIN_MSAT) break;
    }
    if (leftMsat === 0) return true;
    this.unplan();
    run.stoppedBy =
      this.#sendableMsat(node) < run.unplacedMsat ? 'insufficient_balance' : failed || 'no_route';
    return false;
  }

  /** The planned parts are sent: they are nobody's plan any more. */
  forgetPlan(): void {
    this.#planned.length = 0;
  }

  /** Gives back what the plan locked. */
  unplan(): void {
    const { graph, parts } = this.#at;
    for (const part of this.#planned) {
      graph.release(parts.edges[part * HOPS_MAX], parts.amounts[part * HOPS_MAX], false);
      parts.free(part);
    }
    this.#planned.length = 0;
  }

  /** What the payer remembers of a failure when it looks for the next route. */
  learn(payer: number, part: number, failure: number, failedBy: number): void {
    const { graph, kernel, memories, parts } = this.#at;
    if (failure === INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS || failure === MPP_TIMEOUT) return;
    if (failure === TEMPORARY_NODE_FAILURE) return memories.banNode(payer, failedBy, kernel.nowMs);
    // The payee itself refused: no edge is to blame.
    if (parts.failedHop[part] < 0) return;
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

  /** Turns the pathfinder's route into a part with its first HTLC locked in, so that the next search sees it. */
  #planPart(run: PaymentRun): number {
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
    const height = chain.heightAt(run.node);
    for (let hop = 0; hop < hops; hop++) {
      parts.edges[base + hop] = route.edges[hop];
      parts.amounts[base + hop] = route.amounts[hop];
      parts.expiryHeights[base + hop] = height + route.blocks[hop];
    }
    graph.lock(parts.edges[base], parts.amounts[base]);
    this.#planned.push(part);
    return parts.feeMsat(part);
  }

  #sendableMsat(node: number): number {
    const { graph, nodes } = this.#at;
    let sum = 0;
    for (let at = graph.outStart[node]; at < graph.outStart[node + 1]; at++) {
      const edge = graph.outEdges[at];
      if (graph.policy.disabled[edge] === 0 && nodes.linkAlive(graph.edgeTo[edge]))
        sum += graph.sendable(edge);
    }
    return sum;
  }
}
