import { z } from 'zod';
import { METRIC_IDS, type MetricId, metric } from '../store/metric-registry.ts';
import { coverageRulesSchema } from './coverage-quotas.ts';
import { judgedAs } from './judged-as.ts';
import { bandNames, DEFAULT_VALUE_BANDS_SAT } from './value-bands.ts';

const wholeTrials = 'must be a whole number of trials, 1 or more';

/** Which part of the run an objective looks at; several keys together narrow it. */
export const sliceSchema = z.strictObject({
  scenario: z.string().min(1).optional().describe('Name of a scenario in this pilot.'),
  tier: z.string().min(1).optional().describe('Autonomy tier: low, medium or high.'),
  implementation: z
    .string()
    .min(1)
    .optional()
    .describe('Payer implementation: plain, lnd, cln, eclair, ldk.'),
  band: z
    .string()
    .min(1)
    .optional()
    .describe('Value band, as named by the bands of this gate, for example <10k.'),
});
export type Slice = z.infer<typeof sliceSchema>;

const objectiveShape = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, {
      error: 'must be 1 to 80 of: a-z 0-9 . _ -, and begin with a letter or a digit, for example settle-p95',
    })
    .describe('Name of the objective in reports, JUnit and verdict.json. Unique in the gate.'),
  metric: z
    .enum(METRIC_IDS as [MetricId, ...MetricId[]], {
      error: (issue) => `unknown metric ${JSON.stringify(issue.input)}; known: ${METRIC_IDS.join(', ')}`,
    })
    .describe('Metric to judge.'),
  slice: sliceSchema.optional().describe('Judge only this part of the run; everything when left out.'),
  quantile: z
    .number()
    .gt(0, { error: 'a quantile is a share between 0 and 1, both excluded, for example 0.95' })
    .lt(1, { error: 'a quantile is a share between 0 and 1, both excluded, for example 0.95' })
    .optional()
    .describe('For metrics that are distributions (…_ms): which quantile, for example 0.95.'),
  max: z
    .number()
    .nonnegative({ error: 'a limit must be 0 or more' })
    .optional()
    .describe('Passes when the upper confidence bound is at most this.'),
  min: z
    .number()
    .nonnegative({ error: 'a limit must be 0 or more' })
    .optional()
    .describe('Passes when the lower confidence bound is at least this; only for ratios.'),
  minTrials: z
    .int({ error: wholeTrials })
    .min(1, { error: wholeTrials })
    .optional()
    .describe(
      'Fewer trials with samples than this: INCONCLUSIVE. The default depends on the kind of metric.',
    ),
  level: z
    .enum(['error', 'warn'])
    .default('error')
    .describe('warn: listed and counted in the verdict line, but never changes the verdict.'),
});

/** One threshold of a gate, refused before the run when it could not be judged after it. */
export const objectiveSchema = objectiveShape.superRefine((objective, context) => {
  for (const { path, because } of contradictions(objective))
    context.addIssue({ code: 'custom', path: [...path], message: because });
});
export type Objective = z.infer<typeof objectiveSchema>;

type Contradiction = { path: readonly string[]; because: string };

function contradictions(objective: z.infer<typeof objectiveShape>): Contradiction[] {
  const found: Contradiction[] = [];
  const say = (path: string, because: string) => found.push({ path: path.split('.'), because });
  const { metric: id, quantile, max, min } = objective;
  const kind = judgedAs(id);
  if (kind === 'distribution' && quantile === undefined)
    say('quantile', `${id} is a distribution: say which quantile is limited, for example quantile: 0.95`);
  if (kind !== 'distribution' && quantile !== undefined)
    say('quantile', `${id} is one number, not a distribution: remove quantile`);
  if (max !== undefined && min !== undefined)
    say('min', 'give max or min, not both; write two objectives for a range');
  if (max === undefined && min === undefined)
    say('max', `a limit is missing: give ${kind === 'proportion' ? 'max or min' : 'max'}`);
  if (min !== undefined && kind !== 'proportion')
    say('min', `${id} has no lower limit: less is better; give max`);
  if (kind === 'proportion')
    for (const field of ['max', 'min'] as const)
      if ((objective[field] ?? 0) > 1) say(field, `${id} is a share from 0 to 1; for 5 % write 0.05`);
  if (kind === 'proportion' && max === 0)
    say('max', 'no sample can prove a share of exactly 0; give what is tolerable, for example 0.001');
  if (kind === 'proportion' && min === 1)
    say('min', 'no sample can prove a share of exactly 1; give what is tolerable, for example 0.999');
  if (kind === 'count' && max !== undefined && !Number.isInteger(max)) say('max', `${id} is a whole number`);
  const slices: readonly string[] = ['scenario', ...metric(id).slices];
  for (const key of Object.keys(objective.slice ?? {}))
    if (!slices.includes(key))
      say(`slice.${key}`, `${id} is not split by ${key}; it can be split by ${slices.join(', ')}`);
  return found;
}

const share = (what: string) =>
  z
    .number()
    .gt(0, { error: `${what} must be above 0` })
    .lt(1, { error: `${what} must be below 1; for 5 % write 0.05` });

const claimSchema = z.strictObject({
  maxRate: share('the claimed rate')
    .default(0.01)
    .describe('A clean run may say GO only if it bounds the rate of violating trials by this.'),
  confidence: share('the confidence').default(0.95).describe('Confidence of that bound.'),
});

const safetySchema = z.strictObject({
  claim: claimSchema.default({ maxRate: 0.01, confidence: 0.95 }),
});

/** The thresholds of a pilot: fixed and hashed before the run, read again by the judge after it. */
export const gateSchema = z
  .strictObject({
    alpha: share('alpha')
      .default(0.05)
      .describe(
        'Chance of a false pass per objective. GO needs every objective, so the chance of a false GO is no greater.',
      ),
    alphaFail: share('alphaFail')
      .default(0.01)
      .describe('Chance of a false NO-GO over all objectives together (Holm).'),
    safety: safetySchema.default({ claim: { maxRate: 0.01, confidence: 0.95 } }),
    coverage: coverageRulesSchema
      .prefault({})
      .describe('What the run must have met, whatever came of it: rare situations and pairs (C01 to C15).'),
    objectives: z.array(objectiveSchema).max(200, { error: 'at most 200 objectives' }).default([]),
    valueBandsSat: z
      .array(z.int({ error: 'must be a whole number of sat' }).positive({ error: 'must be above 0 sat' }))
      .min(1)
      .max(12)
      .default([...DEFAULT_VALUE_BANDS_SAT])
      .describe('Upper ends of the value bands in sat, rising; the last band is open.'),
  })
  .superRefine((gate, context) => {
    const seen = new Map<string, number>();
    gate.objectives.forEach((objective, index) => {
      const first = seen.get(objective.id);
      if (first !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['objectives', index, 'id'],
          message: `the id ${objective.id} is already used by objective ${first + 1}; ids are unique`,
        });
      else seen.set(objective.id, index);
    });
    gate.valueBandsSat.forEach((bound, index) => {
      if (index > 0 && bound <= gate.valueBandsSat[index - 1]!)
        context.addIssue({
          code: 'custom',
          path: ['valueBandsSat', index],
          message: `bands must rise: ${bound} does not come after ${gate.valueBandsSat[index - 1]}`,
        });
    });
    const bands = bandNames(gate.valueBandsSat);
    gate.objectives.forEach((objective, index) => {
      const band = objective.slice?.band;
      if (band !== undefined && !bands.includes(band))
        context.addIssue({
          code: 'custom',
          path: ['objectives', index, 'slice', 'band'],
          message: `no band is named ${JSON.stringify(band)}; bands of this gate: ${bands.join(', ')}`,
        });
    });
  });
export type Gate = z.infer<typeof gateSchema>;
