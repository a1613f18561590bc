import { z } from 'zod';

export const MANIFEST_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256: 64 lower-case hex digits' });

/** A path inside the run folder, with `/` on every system; nothing that leads out of it. */
const innerPath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..'), {
    error: 'must be a path inside the run folder',
  });

/** Everything about a run that its caller knows before the first trial. */
export const runDescriptionSchema = z.strictObject({
  run: z.string().min(1).describe('Name of the run.'),
  pilot: z.string().min(1).describe('Name of the pilot.'),
  environment: z.string().min(1).describe('sim | emulated | docker'),
  seed: z.string().regex(/^\d+$/, { error: 'must be a decimal number' }).describe('Seed of the run.'),
  versions: z.record(z.string(), z.string()).describe('What ran: fulgurite, node, duckdb, commit, images …'),
  inputs: z.record(z.string(), sha256).describe('SHA-256 of what went in: pilot, policy, gate, topologies.'),
  capabilities: z.record(z.string(), z.boolean()).describe('Faults that this environment can inject.'),
  startedAt: z.string().min(1).describe('ISO 8601, as given by the caller.'),
});
export type RunDescription = z.infer<typeof runDescriptionSchema>;

const fileSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256,
});
export type SealedFile = z.infer<typeof fileSchema>;

export const manifestSchema = runDescriptionSchema.extend({
  manifestVersion: z.literal(MANIFEST_VERSION),
  complete: z.boolean().describe('False until the run is sealed: what lies beside it proves nothing.'),
  finishedAt: z.string().nullable().describe('ISO 8601; null while incomplete.'),
  historyHash: sha256
    .nullable()
    .describe('Over the history hashes of all trials, in order; null while incomplete.'),
  files: z.record(innerPath, fileSchema).describe('Every file of the run folder but this one.'),
});
export type Manifest = z.infer<typeof manifestSchema>;
