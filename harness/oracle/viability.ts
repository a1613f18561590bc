import type { WorldTruth } from './world-truth.ts';

/** The cheapest way that truly exists now, or -1: what L02 holds a failure against. */
export interface Viability {
  readonly viable: boolean;
  /** Routing fee of the cheapest single route found, msat; -1 when there is none. */
  readonly feeMsat: number;
}

/** Longest route that payers use (BOLT 4 onion: 20 hops). */
const HOPS_MAX = 20;

/**
 * Looks for one route from any of the payers to the payee on true balances and the policies in force: backwards by
 * rounds (Bellman and Ford), so it shares neither code nor method with the payers' own search. Splitting is not tried: a
 * payment that only parts could carry is not called viable.
 */
export function viability(
  truth: WorldTruth,
  payers: readonly number[],
  payee: number,
  amountMsat: number,
  feeCapMsat: number,
): Viability {
  /** By node: the least that must arrive there so that `amountMsat` reaches the payee. */
  let needs = new Float64Array(truth.nodeCount).fill(Number.POSITIVE_INFINITY);
  needs[payee] = amountMsat;
  const limit = amountMsat + feeCapMsat;
  const isPayer = new Set(payers);
  let cheapest = Number.POSITIVE_INFINITY;
  for (let hops = 1; hops <= HOPS_MAX; hops++) {
    const next = needs.slice();
    let changed = false;
    for (let edge = 0; edge < truth.edgeCount; edge++) {
      const to = truth.edgeTo(edge);
      const sent = needs[to]!;
      if (sent > limit || !carries(truth, edge, sent)) continue;
      const from = truth.edgeFrom(edge);
      if (isPayer.has(from)) {
        if (sent < cheapest && truth.nodeState(from) === 'up') cheapest = sent;
        // A payer may also forward for another payer; its own channel costs it nothing, a forwarded one does.
      }
      const asks = sent + feeOf(truth, edge, sent);
      if (asks >= next[from]!) continue;
      next[from] = asks;
      changed = true;
    }
    needs = next;
    if (!changed) break;
  }
  if (!Number.isFinite(cheapest) || cheapest > limit) return { viable: false, feeMsat: -1 };
  return { viable: true, feeMsat: cheapest - amountMsat };
}

function carries(truth: WorldTruth, edge: number, sentMsat: number): boolean {
  const channel = edge >> 1;
  if (truth.isClosed(channel) || truth.freeSlots(edge) < 1) return false;
  const policy = truth.policyOf(edge);
  if (policy.disabled || sentMsat < policy.htlcMinMsat || sentMsat > policy.htlcMaxMsat) return false;
  if (truth.nodeState(truth.edgeTo(edge)) !== 'up') return false;
  return truth.balanceOf(edge) - sentMsat >= truth.reserveOf(channel);
}

/** BOLT 7: base plus proportional, rounded down. */
function feeOf(truth: WorldTruth, edge: number, sentMsat: number): number {
  const { feeBaseMsat, feePpm } = truth.policyOf(edge);
  return feeBaseMsat + Math.floor((sentMsat * feePpm) / 1_000_000);
}
