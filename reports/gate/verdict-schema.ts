import { z } from 'zod';

/** Raised when a field of verdict.json changes its meaning or goes away. */
export const VERDICT_VERSION = 1;

/** Worst first: NO-GO > INCONCLUSIVE > GO. */
export const VERDICTS = ['NO-GO', 'INCONCLUSIVE', 'GO'] as const;
export const verdictValueSchema = z.enum(VERDICTS);
export type VerdictValue = z.infer<typeof verdictValueSchema>;

/** In the order in which reasons are told: which rule of the lattice spoke (gates-and-evidence.md, "Proposed gate semantics"). */
export const RULES = [
  'safety',
  'liveness',
  'corpus',
  'harness',
  'self-test',
  'determinism',
  'plan',
  'objective',
  'coverage',
  'claim',
] as const;

const reasonSchema = z.strictObject({
  verdict: z.enum(['NO-GO', 'INCONCLUSIVE']),
  rule: z.enum(RULES),
  /** The invariant, objective, scenario, fault or mutant it is about. */
  subject: z.string().nullable(),
  text: z.string(),
  /** About how many more trials would settle it; null when no number does. */
  needsMoreTrials: z.int().positive().nullable(),
});
export type Reason = z.infer<typeof reasonSchema>;

const trialReferenceSchema = z.strictObject({
  scenario: z.string(),
  index: z.int(),
  ordinal: z.int(),
  seed: z.string(),
  /** The command that plays this trial again; null when the run kept no case file. */
  replay: z.string().nullable(),
});
export type TrialReference = z.infer<typeof trialReferenceSchema>;

const invariantResultSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['safety', 'liveness']),
  status: z.enum(['held', 'violated', 'not-exercised']),
  violations: z.int(),
  violatingTrials: z.int(),
  /** Sample size: trials in which the promise was really put to the test. */
  trials: z.int(),
  /** Upper bound of the rate of violating trials at the confidence of the claim; null when nothing was examined. */
  bound: z.number().nullable(),
  first: trialReferenceSchema.extend({ because: z.string(), atMs: z.number() }).nullable(),
});
export type InvariantResult = z.infer<typeof invariantResultSchema>;

const unitSchema = z.enum(['ms', 'ppm', 'ratio', 'count']);
const objectiveResultSchema = z.strictObject({
  id: z.string(),
  metric: z.string(),
  /** The claim in words. */
  title: z.string(),
  level: z.enum(['error', 'warn']),
  status: z.enum(['pass', 'fail', 'inconclusive']),
  comparison: z.enum(['max', 'min']),
  limit: z.number(),
  unit: unitSchema,
  estimate: z.number().nullable(),
  /** One-sided bound at 1 − alpha; for counts, the rate of trials with any. */
  bound: z.number().nullable(),
  boundUnit: unitSchema,
  confidence: z.number(),
  /** Sample size in the sampling unit: trials with at least one sample. */
  trials: z.int(),
  /** Single values, or the denominator, behind them. */
  samples: z.number(),
  method: z.string(),
  needsMoreTrials: z.int().positive().nullable(),
  because: z.string(),
});
export type ObjectiveResult = z.infer<typeof objectiveResultSchema>;

const faultCoverageSchema = z.strictObject({
  kind: z.string(),
  scenario: z.string(),
  /** The scenario is there to exercise it: without an effect the scenario says nothing. */
  expected: z.boolean(),
  /** How often it was injected. */
  requested: z.int(),
  /** Faults that had at least one effect. */
  effective: z.int(),
  effects: z.int(),
  /** Why it could not be injected here, if it could not. */
  unavailable: z.string().nullable(),
});
export type FaultCoverage = z.infer<typeof faultCoverageSchema>;

/**
 * met, unmet: seen in so many trials as asked, or not. too-short: the run is too short for the quota to ask for one trial.
 * unplayable: no scenario of the run brings it about. not-asked: the gate asks for none. not-applicable: it cannot exist
 * in this product.
 */
const quotaStatusSchema = z.enum(['met', 'unmet', 'too-short', 'unplayable', 'not-asked', 'not-applicable']);
export type QuotaStatus = z.infer<typeof quotaStatusSchema>;

const seenSchema = {
  /** Completed trials in which it came about, and how often in all. */
  trials: z.int(),
  times: z.int(),
};

const quotaSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  meaning: z.string(),
  status: quotaStatusSchema,
  perThousand: z.number(),
  /** Trials asked of a run of this length; for C14 and C15 of each kind and pair. */
  needed: z.int(),
  ...seenSchema,
  /** How many of its kinds (C14) or pairs (C15) have their trials; null for the others. */
  parts: z.strictObject({ met: z.int(), of: z.int() }).nullable(),
  /** Where it came about, most trials first. */
  scenarios: z.array(z.strictObject({ scenario: z.string(), trials: z.int() })),
  /** In words: what was seen, what was needed, what to do. */
  because: z.string(),
  needsMoreTrials: z.int().positive().nullable(),
});
export type QuotaResult = z.infer<typeof quotaSchema>;

const pairResultSchema = z.strictObject({
  state: z.string(),
  faultClass: z.string(),
  status: z.enum(['met', 'unmet', 'too-short', 'unplayable', 'not-asked', 'unreachable']),
  ...seenSchema,
  /** Why it cannot be met (unreachable, unplayable); null otherwise. */
  because: z.string().nullable(),
});
export type PairResult = z.infer<typeof pairResultSchema>;

const coverageSchema = z.strictObject({
  mode: z.enum(['playable', 'all', 'report']),
  quotas: z.array(quotaSchema),
  /** C14: one a fault kind of the vocabulary. */
  kinds: z.array(z.strictObject({ kind: z.string(), status: quotaStatusSchema, ...seenSchema })),
  /** C15: row by row; states and classes in the order of their first pair. */
  pairs: z.array(pairResultSchema),
});
export type CoverageResult = z.infer<typeof coverageSchema>;

const mutantSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  expected: z.string(),
  caughtBy: z.string().nullable(),
  /** Trials played until it was caught, or in all. */
  trials: z.int(),
});
const canarySchema = z.strictObject({ id: z.string(), title: z.string(), asExpected: z.boolean() });
const selfTestSchema = z.strictObject({
  mode: z.enum(['sample', 'all', 'none']),
  mutants: z.array(mutantSchema),
  canaries: z.array(canarySchema),
});
export type SelfTest = z.infer<typeof selfTestSchema>;

const determinismSchema = z.strictObject({
  /** Trials that were run twice. */
  sampled: z.int(),
  /** What had to be the same: the history, byte for byte (also when not said), or what became of each intent. */
  compared: z.enum(['history', 'outcomes']).optional(),
  differing: z.array(
    z.strictObject({
      ordinal: z.int(),
      scenario: z.string(),
      seed: z.string(),
      /** The first event that is not the same, for people. */
      difference: z.string(),
    }),
  ),
});
export type Determinism = z.infer<typeof determinismSchema>;

const claimSchema = z.strictObject({
  confidence: z.number(),
  maxRate: z.number(),
  trials: z.int(),
  text: z.string(),
});

const scenarioCountSchema = z.strictObject({
  name: z.string(),
  trialsPlanned: z.int(),
  trials: z.int(),
  crashed: z.int(),
  intents: z.int(),
  settled: z.int(),
  violatingTrials: z.int(),
});

/** verdict.json: the whole judgement, enough to write every report's decision part from. */
export const verdictSchema = z.strictObject({
  version: z.literal(VERDICT_VERSION),
  verdict: verdictValueSchema,
  /** With the number of warnings, for example `GO (2 warnings)`. */
  label: z.string(),
  because: z.string(),
  reasons: z.array(reasonSchema),
  environment: z.string(),
  seed: z.string(),
  /** Completed trials: the sample size of the safety claim. */
  trials: z.int(),
  trialsPlanned: z.int(),
  historyHash: z.string(),
  alpha: z.number(),
  alphaFail: z.number(),
  claim: z.strictObject({ maxRate: z.number(), confidence: z.number(), bound: z.number().nullable() }),
  claimLadder: z.array(claimSchema),
  invariants: z.array(invariantResultSchema),
  objectives: z.array(objectiveResultSchema),
  scenarios: z.array(scenarioCountSchema),
  faults: z.array(faultCoverageSchema),
  coverage: coverageSchema,
  selfTest: selfTestSchema,
  /** Null where the same seed cannot give the same bytes (real nodes). */
  determinism: determinismSchema.nullable(),
  crashed: z.array(trialReferenceSchema.extend({ because: z.string() })),
});
export type Verdict = z.infer<typeof verdictSchema>;
