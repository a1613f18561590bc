import type { CorridorId, NodeName } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';
import type { NodeHealth } from '../ports/node.ts';
import type { BreakerState } from './breaker.ts';

/** What routing needs of a corridor; `CorridorRule` of the policy has it. */
export interface RoutedCorridor {
  readonly id: CorridorId;
  /** In order of preference, the primary first. */
  readonly nodes: readonly NodeName[];
  readonly liquidityFloorMsat: Msat;
}

export interface RouteQuestion {
  readonly nowMs: number;
  readonly corridor: RoutedCorridor;
  readonly amountMsat: Msat;
  readonly feeCapMsat: Msat;
  readonly partsMax: number;
  /** Whether nodes after the corridor's first may be used. */
  readonly fallbackAllowed: boolean;
  /** A report older than this is not trusted. */
  readonly healthMaxAgeMs: number;
  /** Nodes of this intent's attempts so far, with repetition. All of them have definitively failed (S03). */
  readonly tried: readonly NodeName[];
  /** Our payer nodes, some dozens at most: searched from the front. */
  readonly health: readonly NodeHealth[];
  reservedMsat(node: NodeName): Msat;
  breakerState(node: NodeName, nowMs: number): BreakerState;
}

/** Why a node was taken or passed over. `usable`: could have paid, another was preferred. */
export type CandidateFate =
  | 'chosen'
  | 'usable'
  | 'fallback_not_allowed'
  | 'no_report'
  | 'stale_report'
  | 'unreachable'
  | 'breaker_open'
  | 'too_little_liquidity'
  | 'channels_too_small';

export interface Candidate {
  readonly node: NodeName;
  fate: CandidateFate;
  /** Earlier attempts of this intent through the node. */
  readonly tries: number;
  /** From the node's report; null without one. */
  readonly spendableMsat: Msat | null;
  readonly reservedMsat: Msat;
}

/** Codes and numbers only; `explainChoice` makes the words when somebody asks. */
export interface RouteExplanation {
  readonly corridor: CorridorId;
  readonly amountMsat: Msat;
  readonly feeCapMsat: Msat;
  readonly liquidityFloorMsat: Msat;
  readonly candidates: readonly Readonly<Candidate>[];
}

export interface RouteAnswer {
  /** null: no node can pay now. */
  readonly node: NodeName | null;
  readonly explanation: RouteExplanation;
}

/**
 * Picks the node for the next attempt: of those that can pay, one that this intent tried least, and among these the
 * corridor's order decides. Pure: the same question gives the same answer.
 */
export function chooseNode(question: RouteQuestion): RouteAnswer {
  const { corridor } = question;
  const candidates: Candidate[] = [];
  let best: Candidate | null = null;
  for (const [rank, node] of corridor.nodes.entries()) {
    const candidate = examine(question, node, rank);
    candidates.push(candidate);
    if (candidate.fate === 'usable' && (best === null || candidate.tries < best.tries)) best = candidate;
  }
  if (best !== null) best.fate = 'chosen';
  return {
    node: best?.node ?? null,
    explanation: {
      corridor: corridor.id,
      amountMsat: question.amountMsat,
      feeCapMsat: question.feeCapMsat,
      liquidityFloorMsat: corridor.liquidityFloorMsat,
      candidates,
    },
  };
}

function examine(question: RouteQuestion, node: NodeName, rank: number): Candidate {
  const report = reportOf(question.health, node);
  const reservedMsat = question.reservedMsat(node);
  return {
    node,
    fate: fateOf(question, report, reservedMsat, rank),
    tries: triesOf(question.tried, node),
    spendableMsat: report?.spendableMsat ?? null,
    reservedMsat,
  };
}

function fateOf(
  question: RouteQuestion,
  report: NodeHealth | undefined,
  reservedMsat: Msat,
  rank: number,
): CandidateFate {
  const { nowMs, amountMsat, feeCapMsat, partsMax, corridor } = question;
  if (rank > 0 && !question.fallbackAllowed) return 'fallback_not_allowed';
  if (report === undefined) return 'no_report';
  if (nowMs - report.asOfMs > question.healthMaxAgeMs) return 'stale_report';
  if (!report.reachable) return 'unreachable';
  if (question.breakerState(report.node, nowMs) === 'open') return 'breaker_open';
  const freeMsat = report.spendableMsat - reservedMsat - corridor.liquidityFloorMsat;
  if (freeMsat < amountMsat + feeCapMsat) return 'too_little_liquidity';
  if (report.largestChannelMsat < amountMsat && report.largestChannelMsat * BigInt(partsMax) < amountMsat)
    return 'channels_too_small';
  return 'usable';
}

function reportOf(health: readonly NodeHealth[], node: NodeName): NodeHealth | undefined {
  for (const report of health) if (report.node === node) return report;
  return undefined;
}

function triesOf(tried: readonly NodeName[], node: NodeName): number {
  let tries = 0;
  for (const name of tried) if (name === node) tries++;
  return tries;
}
