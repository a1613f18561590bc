import { z } from 'zod';
import type { Violation } from '#reports/evidence/trial';
import { networkSchema } from './network-schema.ts';
import { planSchema } from './plan-schema.ts';

export const CASE_VERSION = 2;

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const whole = z.int().min(0);

const violationSchema = z.strictObject({
  invariant: z.string(),
  atSeq: z.int().min(-1),
  atMs: z.number(),
  intents: z.array(whole),
  because: z.string(),
}) satisfies z.ZodType<Violation>;

export const specSchema = z.strictObject({
  scenario: z.string(),
  index: whole,
  ordinal: whole,
  seed: z.string().regex(/^[0-9]{1,20}$/, 'a decimal number'),
});

export const expectedSchema = z.strictObject({
  historyHash: sha256.or(z.literal('')),
  violations: z.array(violationSchema),
});

export const sizeSchema = z.strictObject({
  faults: whole,
  payments: whole,
  nodes: whole,
  channels: whole,
});

/** What is told of the trial in reports; `fulgurite replay` tells it anew. */
const toldSchema = z.strictObject({
  faults: z.array(z.string()),
  story: z.array(
    z.strictObject({ atMs: z.number(), voice: z.string(), text: z.string(), decisive: z.boolean() }),
  ),
});

/** `cases/*.json` and `corpus/*.json`: one red trial as plain data, with all that is needed to run it on another machine. */
export const caseSchema = z.strictObject({
  version: z.literal(CASE_VERSION),
  /** The build that recorded it: another build may rightly give another history. */
  product: z.string(),
  commit: z.string().nullable(),
  /** The trial that it comes from; the plan below is what is played. */
  spec: specSchema,
  /** A planted bug that runs instead of the real orchestrator; null: the real one. */
  mutant: z.string().nullable(),
  /** Where it was played, and is played again; the simulation when not said. */
  environment: z.enum(['sim', 'emulated']).optional(),
  expected: expectedSchema,
  /** What is left after shrinking; null: the trial as it was. */
  minimised: z
    .strictObject({
      ...sizeSchema.shape,
      trialsRun: whole,
      /** The budget ended before it was proved that nothing more can go. */
      budgetSpent: z.boolean(),
    })
    .nullable(),
  /** The case that this one was shrunk from, beside this file. */
  original: z.string().nullable(),
  told: toldSchema.nullable(),
  plan: planSchema,
  /** A small network travels inside the case; a large one stays once in the run folder, named by its hash. */
  network: z.union([
    z.strictObject({ inline: networkSchema }),
    z.strictObject({ file: z.string().min(1), sha256 }),
  ]),
});
export type CaseFile = z.infer<typeof caseSchema>;
