import { z } from 'zod';
import { coverageTallySchema } from '#harness/coverage/coverage-tally';

const whole = z.int().min(0);
/**
 * `execution.json`: what happened in the run beside the histories. Written when the last trial has ended; the judge and
 * the report read it together with `plan.json` and `evidence.duckdb`.
 */
export const executionSchema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 over (ordinal, history hash) in plan order. */
  historyHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** From the first trial to the last, with the self-test. */
  wallMs: z.number().min(0),
  workers: whole,
  command: z.string(),
  /** The working tree had changes that the commit does not show; null: no commit is known. */
  dirty: z.boolean().nullable(),
  /** Invariant → trials in which it was really put to the test. */
  examinedTrials: z.record(z.string(), whole),
  /** What came about in how many trials, by scenario; the judge holds it against the quotas. */
  coverage: coverageTallySchema,
  determinism: z.strictObject({
    sampled: whole,
    /** What had to be the same; the history, byte for byte, when not said. */
    compared: z.enum(['history', 'outcomes']).optional(),
    differing: z.array(
      z.strictObject({ ordinal: whole, scenario: z.string(), seed: z.string(), difference: z.string() }),
    ),
  }),
  selfTest: z.strictObject({
    mode: z.enum(['sample', 'all', 'none']),
    mutants: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        expected: z.string(),
        caughtBy: z.string().nullable(),
        trials: whole,
      }),
    ),
    canaries: z.array(z.strictObject({ id: z.string(), title: z.string(), asExpected: z.boolean() })),
  }),
  /** Case files by the ordinal of their trial, relative to the run folder. */
  cases: z.array(
    z.strictObject({
      ordinal: whole,
      /** As small as it gets. */
      file: z.string(),
      /** The trial as it was. */
      original: z.string(),
      /** What the small one is about: the violation that the trial showed first. */
      invariant: z.string(),
    }),
  ),
  /** Past failures, replayed first: how many, and which of them are back. */
  corpus: z.strictObject({
    cases: whole,
    failures: z.array(
      z.strictObject({ file: z.string(), invariant: z.string().nullable(), because: z.string() }),
    ),
  }),
});
export type Execution = z.infer<typeof executionSchema>;
