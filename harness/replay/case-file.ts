import { z } from 'zod';
import { scheduleSchema } from '#chaos/schedule';
import type { Violation } from '#reports/evidence/trial';
import { pilotSchema } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';

export const CASE_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const whole = z.int().min(0);

const violationSchema = z.strictObject({
  invariant: z.string(),
  atSeq: z.int().min(-1),
  atMs: z.number(),
  intents: z.array(whole),
  because: z.string(),
}) satisfies z.ZodType<Violation>;

/** A small network travels inside the case; a large one stays once in the run folder, named by its hash. */
const networkSchema = z.union([
  z.strictObject({ inline: z.custom<Network>(isNetwork, 'a network with nodes and channels') }),
  z.strictObject({ file: z.string().min(1), sha256 }),
]);

/** `cases/*.json`: one red trial, with all that is needed to run it again on another machine. */
export const caseSchema = z.strictObject({
  version: z.literal(CASE_VERSION),
  /** The build that recorded it: another build may rightly give another history. */
  product: z.string(),
  commit: z.string().nullable(),
  spec: z.strictObject({
    scenario: z.string(),
    index: whole,
    ordinal: whole,
    seed: z.string().regex(/^[0-9]{1,20}$/, 'a decimal number'),
  }),
  /** What was injected, as plain data; null: drawn from the seed. */
  schedule: scheduleSchema.nullable(),
  expected: z.strictObject({ historyHash: sha256.or(z.literal('')), violations: z.array(violationSchema) }),
  pilot: pilotSchema,
  policyText: z.string(),
  network: networkSchema,
});
export type CaseFile = z.infer<typeof caseSchema>;

function isNetwork(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, nodes, channels } = value as Record<string, unknown>;
  return typeof name === 'string' && Array.isArray(nodes) && Array.isArray(channels);
}
