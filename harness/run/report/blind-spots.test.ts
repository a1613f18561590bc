import { expect, it } from 'vitest';
import { FAULT_KINDS } from '#chaos/registry';
import type { Verdict } from '#reports/gate/verdict-schema';
import { fixtureModel } from '#reports/render/report-model.fixture';
import { makePlan } from '../plan.ts';
import { readInputs } from '../read-inputs.ts';
import { blindSpots } from './blind-spots.ts';

const { pilot, pilotText, policyText, network } = readInputs('quickstart');
const plan = makePlan({
  pilot,
  pilotText,
  policyText,
  networkText: JSON.stringify(network),
  seed: '1',
  trials: null,
  scenarios: ['baseline', 'node-outage'],
  shard: null,
});
const { verdict } = fixtureModel('go');

function withFaults(kinds: readonly string[]): Verdict {
  const faults = kinds.map((kind) => ({ ...verdict.faults[0]!, kind, requested: 1 }));
  return { ...verdict, faults };
}

it('names what the run left out: scenarios, and kinds of fault that were never injected', () => {
  const some = blindSpots(plan, network, withFaults(FAULT_KINDS.slice(2))).join('\n');
  expect(some).toContain(`were not injected, though they can be: ${FAULT_KINDS[0]}, ${FAULT_KINDS[1]}.`);
  expect(some).toMatch(/left out: liquidity-drain, .*mixed/);
  expect(blindSpots(plan, network, withFaults(FAULT_KINDS)).join('\n')).not.toContain('though they can be');
});

it('says that all nodes are alike only as long as they are', () => {
  const plain = {
    ...network,
    nodes: network.nodes.map((node) => ({ ...node, implementation: 'plain' as const })),
  };
  const alike = /all 99 nodes of the pilot’s network behave alike/;
  expect(blindSpots(plan, plain, verdict).join('\n')).toMatch(alike);
  expect(blindSpots(plan, plain, verdict).join('\n')).toMatch(/twice after a restart were not played/);
  const swarm = { ...plan, trials: plan.trials.slice(0, 2).map((spec) => ({ ...spec, scenario: 'swarm' })) };
  expect(blindSpots(swarm, plain, verdict).join('\n')).toMatch(/played in 2 trials on networks of their own/);
  expect(blindSpots(plan, network, verdict).join('\n')).not.toMatch(/behave alike/);
});

it('says of sockets what they do not prove', () => {
  const emulated = blindSpots({ ...plan, environment: 'emulated' }, network, verdict).join('\n');
  expect(emulated).toMatch(/emulators that speak their APIs/);
  expect(emulated).toMatch(/planted defects and the zero-fault control on sockets/);
  expect(emulated).not.toMatch(/no byte of a real API/);
});
