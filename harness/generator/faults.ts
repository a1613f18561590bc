import fc from 'fast-check';
import type { DrawTargets } from '#chaos/fault';
import { drawFault } from '#chaos/nemesis';
import { FAULT_KINDS, type FaultKind } from '#chaos/registry';
import { orderSchedule, type Schedule } from '#chaos/schedule';
import { SIM_INJECTS } from '#harness/sim/faults/injectable';
import { seededRandom } from '#harness/sim/random';
import { SHARES } from './workload.ts';

export interface FaultGenes {
  /** Half of all trials play every kind evenly, because a rare pair needs both of its kinds. */
  readonly everyKind: boolean;
  /** One byte a kind: below 128 it is switched off, above it is a weight. A filter of its own, not a chain. */
  readonly weights: Uint8Array;
  /** Where between the fewest and the most faults that the scenario asks for. */
  readonly countAt: number;
  readonly strikes: readonly { readonly pick: number; readonly seed: number }[];
  readonly deadNode: number;
  readonly deadSeed: number;
}

/** The most that a pilot may ask for. */
const FAULTS_MAX = 50;
const OFF_BELOW = 128;
const DEAD_KIND = 'node.permanent_loss';
/**
 * A dead node is drawn on its own, by its share of the trials. A node whose database went back forgets what it paid: no
 * orchestrator can keep it from paying twice, so a trial with it proves nothing about ours.
 */
const APART: ReadonlySet<FaultKind> = new Set<FaultKind>([DEAD_KIND, 'node.state_rollback']);
const KINDS = FAULT_KINDS.filter((kind) => SIM_INJECTS.has(kind) && !APART.has(kind));

/** Swarm testing (simulation-and-chaos.md §A.1): each seed switches kinds off and weighs the others wildly. */
export const faultGenes: fc.Arbitrary<FaultGenes> = fc.record({
  everyKind: fc.boolean(),
  weights: fc.uint8Array({ minLength: KINDS.length, maxLength: KINDS.length }),
  countAt: fc.nat(SHARES),
  strikes: fc.array(fc.record({ pick: fc.nat(), seed: fc.nat() }), {
    minLength: FAULTS_MAX,
    maxLength: FAULTS_MAX,
  }),
  deadNode: fc.integer({ min: 1, max: 100 }),
  deadSeed: fc.nat(),
});

export interface FaultBounds {
  readonly faults: { readonly min: number; readonly max: number };
  /** Percent of the trials in which a node dies and stays dead. */
  readonly deadNodePct: number;
}

export function scheduleOf(
  genes: FaultGenes,
  { faults, deadNodePct }: FaultBounds,
  targets: DrawTargets,
  horizonMs: number,
): Schedule {
  const weights = KINDS.map((_, at) =>
    genes.everyKind ? 1 : Math.max(0, (genes.weights[at] ?? 0) + 1 - OFF_BELOW),
  );
  const count = faults.min + Math.round(((faults.max - faults.min) * genes.countAt) / SHARES);
  const drawn = genes.strikes
    .slice(0, count)
    .map(({ pick, seed }) => drawFault(picked(weights, pick), seededRandom(`${seed}`), targets, horizonMs));
  if (genes.deadNode <= deadNodePct)
    drawn.push(drawFault(DEAD_KIND, seededRandom(`${genes.deadSeed}`), targets, horizonMs));
  return orderSchedule(drawn.filter((fault) => fault !== null));
}

function picked(weights: readonly number[], pick: number): FaultKind {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return KINDS[pick % KINDS.length]!;
  let left = pick % total;
  const at = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return KINDS[at]!;
}
