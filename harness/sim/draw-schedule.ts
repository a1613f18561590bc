import type { Schedule } from '#chaos/schedule';
import { BOUNDARIES } from '#orchestrator/domain/boundaries';
import type { TrialSpec } from '#reports/evidence/trial';
import type { ScenarioEntry } from '#scenarios/pilot-schema';
import { scenarioNamed } from '#scenarios/registry';
import type { Network } from '#topologies/network';
import type { NodeAims } from './faults/aims.ts';
import { seededRandom } from './random.ts';
import type { TrialContext } from './trial-context.ts';

/** The faults of a trial as plain data: what its scenario draws from its seed. */
export function drawSchedule(context: TrialContext, spec: TrialSpec): Schedule {
  const { pilot, network } = context;
  const aims = aimsOf(network);
  const faults = seededRandom(spec.seed).fork('faults');
  return scenarioNamed(spec.scenario).schedule(faults, spec.index, entryOf(context, spec).params, {
    horizonMs: pilot.timing.stormMs,
    payerCount: aims.payers.length,
    payeeCount: aims.payees.length,
    nodeCount: network.nodes.length,
    channelCount: network.channels.length,
    boundaryNames: BOUNDARIES,
  });
}

/** What the pilot says about the scenario of a trial. @throws Error when it does not play it. */
export function entryOf({ pilot }: TrialContext, spec: TrialSpec): ScenarioEntry {
  const entry = pilot.scenarios.find((one) => one.name === spec.scenario);
  if (entry === undefined) throw new Error(`pilot ${pilot.name} does not play ${spec.scenario}`);
  return entry;
}

/** Whom faults can be aimed at. */
export function aimsOf(network: Network): NodeAims {
  const ordinals = network.nodes.map((_, ordinal) => ordinal);
  return {
    payers: ordinals.filter((ordinal) => network.nodes[ordinal]!.payer),
    payees: ordinals.filter((ordinal) => network.nodes[ordinal]!.payee),
    nodeCount: network.nodes.length,
  };
}
