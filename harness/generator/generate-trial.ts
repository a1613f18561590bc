import fc from 'fast-check';
import { aimsOf } from '#harness/sim/draw-schedule';
import { plannedOperations } from '#harness/sim/planned-operations';
import { seededRandom } from '#harness/sim/random';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { PROBES_AFTER_HEAL_MS, workloadSource } from '#harness/sim/workload-source';
import { BOUNDARIES } from '#orchestrator/domain/boundaries';
import type { SwarmParams } from '#scenarios/library/swarm';
import { faultGenes, scheduleOf } from './faults.ts';
import { policyGenes, policyTextOf } from './policy.ts';
import { timingGenes, timingOf } from './timing.ts';
import { networkOf, topologyGenes } from './topology.ts';
import { workloadGenes, workloadOf } from './workload.ts';

/** All that fast-check draws of a trial. The rest follows from it. */
const genes = fc.record({
  topology: topologyGenes,
  policy: policyGenes,
  workload: workloadGenes,
  timing: timingGenes,
  faults: faultGenes,
});

/** A whole trial from one seed (64 bits, decimal): the same seed and parameters give the same plan, byte for byte. */
export function generateTrial(seed: string, params: SwarmParams): TrialPlan {
  // Unbiased: the shares are those written down with each gene, not more of the first and the last.
  const [drawn] = fc.sample(genes, { seed: sampleSeed(seed), numRuns: 1, unbiased: true });
  const { topology, policy, workload, timing, faults } = drawn!;
  const network = networkOf(`swarm-${seed}`, topology);
  const { payers, payees } = aimsOf(network);
  const { stormMs } = timing;
  const targets = {
    payerCount: payers.length,
    payeeCount: payees.length,
    nodeCount: network.nodes.length,
    channelCount: network.channels.length,
    boundaryNames: BOUNDARIES,
  };
  const requests = workloadSource(
    workloadOf(workload, params.intents, stormMs),
    network,
    seededRandom(seed).fork('workload'),
    stormMs + PROBES_AFTER_HEAL_MS,
  );
  const { hopMs, apiMs, diskMs } = timing;
  return {
    seed,
    timing: timingOf(timing),
    latency: { hopMs, apiMs, diskMs },
    policyText: policyTextOf(
      policy,
      payers.map((payer) => network.nodes[payer]!.name),
    ),
    schedule: scheduleOf(faults, params, targets, stormMs),
    operations: plannedOperations(requests, network),
    network,
  };
}

/** fast-check takes 32 bits; the stream of the simulation keeps all 64. */
function sampleSeed(seed: string): number {
  return seededRandom(seed).fork('generator').uint32() | 0;
}
