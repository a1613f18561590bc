import { NOT_SIMULATED } from '#chaos/not-simulated';
import { FAULT_KINDS } from '#chaos/registry';
import { counted, formatQuantity } from '#reports/gate/quantity';
import type { Verdict } from '#reports/gate/verdict-schema';
import { scenarioNamed } from '#scenarios/registry';
import type { Network } from '#topologies/network';
import type { Plan } from '../plan.ts';

/** What a run of the simulation cannot speak about, whatever its verdict: one plain sentence each, the gravest first. */
export function blindSpots(plan: Plan, network: Network, verdict: Verdict): readonly string[] {
  return [...ofTheEnvironment(plan, network), ...ofThisRun(plan, verdict), ...ofTheModel(plan.pilot)];
}

function ofTheEnvironment({ trials, environment }: Plan, { nodes }: Network): readonly string[] {
  const kinds = [...new Set(nodes.map(({ implementation }) => implementation))].toSorted();
  const drawn = trials.filter(({ scenario }) => scenarioNamed(scenario).generated).length;
  const alike =
    kinds.length === 1 && kinds[0] === 'plain'
      ? [
          `How daemons differ: all ${counted(nodes.length, 'node')} of the pilot’s network behave alike (“plain”: a node that knows a payment hash it was given, and forgets nothing). Lost rows, other names for one state, or a payment made twice after a restart were ${drawn === 0 ? 'not played' : `played in ${counted(drawn, 'trial')} on networks of their own only`}.`,
        ]
      : [];
  if (environment === 'emulated') return [...EMULATED, ...alike];
  return [
    'Real daemons: no LND, Core Lightning, Eclair or LDK ran, no container and no real network. Everything happened in the simulation (environment sim), and holds for real nodes as far as they behave like its model.',
    'The adapters to these daemons: the simulation speaks to the orchestrator through its ports, so no byte of a real API was sent or read.',
    ...alike,
  ];
}

const EMULATED: readonly string[] = [
  'Real daemons: no LND, Core Lightning, Eclair or LDK ran, no container and no real network. Nodes that pay were emulators that speak their APIs (environment emulated) on top of the simulation, and hold for real nodes as far as they behave like their models.',
  'Payers without an API of their own (plain nodes, and LDK, which is a library): they were driven in this process, not on a socket.',
  'The past failures, the planted defects and the zero-fault control on sockets: they were played in the simulation, because they prove the orchestrator’s core and the gate, which are the same.',
];

function ofThisRun({ pilot, trials, shard }: Plan, { faults }: Verdict): readonly string[] {
  const injected = new Set(faults.filter(({ requested }) => requested > 0).map(({ kind }) => kind));
  const never = FAULT_KINDS.filter((kind) => !injected.has(kind));
  const played = new Set(trials.map(({ scenario }) => scenario));
  const left = pilot.scenarios.map(({ name }) => name).filter((name) => !played.has(name));
  return [
    `Faults of the catalogue that the simulation does not have: ${NOT_SIMULATED.map(({ id, name }) => `${name} (${id})`).join(', ')}.`,
    ...(never.length === 0
      ? []
      : [`Faults that were not injected, though they can be: ${never.join(', ')}.`]),
    ...(left.length === 0 ? [] : [`Scenarios of the pilot that were left out: ${left.join(', ')}.`]),
    ...(shard === null ? [] : [`The other ${counted(shard.of - 1, 'shard')} of this plan.`]),
    ...(pilot.selfTest.mutants === 'none' ? ['Whether this gate can fail: no planted defect was run.'] : []),
  ];
}

function ofTheModel({ latency, timing }: Plan['pilot']): readonly string[] {
  const range = ({ min, max }: { readonly min: number; readonly max: number }) =>
    `${formatQuantity(min, 'ms')} to ${formatQuantity(max, 'ms')}`;
  return [
    `Speed: latencies are drawn, not measured (${range(latency.hopMs)} a hop, ${range(latency.apiMs)} an API call, ${range(latency.diskMs)} a write), so times compare runs with each other and promise nothing for production.`,
    'Liquidity as it is: public graphs tell no balances, so they are assumed, and no other traffic uses the channels but what the faults move.',
    `Long waits: a trial ends ${formatQuantity(timing.stormMs + timing.quietMs, 'ms')} after it began. Approvers and operators are modelled and answer within seconds.`,
    'Databases, the HTTP interface between client and orchestrator, on-chain fees, swaps and key management.',
  ];
}
