import { z } from 'zod';
import { scheduleSchema } from '#chaos/schedule';
import { materialise } from '#harness/sim/materialise';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { pilotSchema } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';
import { CASE_VERSION, type CaseFile, expectedSchema, sha256, specSchema } from './case-file.ts';
import { networkSchema } from './network-schema.ts';

/** Version 1 named a trial by its pilot and its seed, and held only the faults as data. */
export const caseSchemaV1 = z.strictObject({
  version: z.literal(1),
  product: z.string(),
  commit: z.string().nullable(),
  spec: specSchema,
  schedule: scheduleSchema.nullable(),
  expected: expectedSchema,
  pilot: pilotSchema,
  policyText: z.string(),
  network: z.union([
    z.strictObject({ inline: networkSchema }),
    z.strictObject({ file: z.string().min(1), sha256 }),
  ]),
});
export type CaseFileV1 = z.infer<typeof caseSchemaV1>;

/** @throws Error when the pilot in it does not play its scenario: nothing tells then what the trial was. */
export function migrated(old: CaseFileV1, network: Network): { recorded: CaseFile; plan: TrialPlan } {
  const { product, commit, spec, expected, pilot, policyText } = old;
  const full = materialise({ pilot, policyText, network }, spec, old.schedule);
  const { network: _network, ...plan } = full;
  const recorded: CaseFile = {
    version: CASE_VERSION,
    product,
    commit,
    spec,
    mutant: null,
    expected,
    minimised: null,
    original: null,
    told: null,
    plan: { ...plan, schedule: [...plan.schedule], operations: [...plan.operations] } as CaseFile['plan'],
    network: old.network,
  };
  return { recorded, plan: full };
}
