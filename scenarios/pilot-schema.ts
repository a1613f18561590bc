import { z } from 'zod';
import { gateSchema } from '#reports/gate/objective';
import { SCENARIO_NAMES, scenarioNamed } from './registry.ts';
import {
  type Workload,
  type WorkloadProblem,
  workloadOverridesSchema,
  workloadProblems,
  workloadSchema,
} from './workload-schema.ts';

const DAY_MS = 86_400_000;
const TRIALS_MAX = 1_000_000;

const ms = z.int({ error: 'must be a whole number of milliseconds' }).min(0).max(DAY_MS);

const rangeMs = (what: string) =>
  z
    .strictObject({ min: ms, max: ms })
    .refine((range) => range.min <= range.max, { path: ['min'], error: 'must not be more than max' })
    .describe(`${what} Between min and max, ms.`);

const file = (what: string) =>
  z.string().min(1).max(1_000).describe(`${what}: a name from the library, or a path relative to this file.`);

/** A run's seed: 64 bits. YAML numbers above 2^53 lose digits, so a text is taken too. */
export const seedSchema = z
  .union([
    z.int().min(0),
    z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'a whole number from 0 to 18446744073709551615, as text'),
  ])
  .transform((seed) => String(seed))
  .refine((seed) => BigInt(seed) < 1n << 64n, { error: 'must be below 2^64 (18446744073709551616)' });

const scenarioEntrySchema = z.strictObject({
  name: z
    .enum(SCENARIO_NAMES as [string, ...string[]], {
      error: (issue) =>
        `unknown scenario ${JSON.stringify(issue.input)}; there are ${SCENARIO_NAMES.join(', ')}`,
    })
    .describe('Which scenario.'),
  trials: z
    .int({ error: 'must be a whole number of trials' })
    .min(1, { error: 'an empty scenario can never pass: trials must be 1 or more' })
    .max(TRIALS_MAX)
    .describe('Independent trials; each has its own seed. The trial is the sampling unit of every bound.'),
  params: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Parameters of the scenario (fulgurite list shows them).'),
  workload: workloadOverridesSchema
    .default({})
    .describe('Fields of the workload that are different in this scenario.'),
});

const boundsSchema = z
  .strictObject({
    L01: ms.describe('Every intent is terminal, or explained, this long after the heal.'),
    L03: ms.describe('After a definitive failure an alternative is dispatched within this.'),
    L04: ms.describe('An unknown outcome is resolved this long after its node is reachable.'),
    L05: ms.describe('After a restart every open attempt is tracked again within this.'),
    L06: ms.describe('No open discrepancy, or each escalated, this long after the heal.'),
  })
  .describe('Bounds of the liveness properties, virtual ms.');

const timingSchema = z
  .strictObject({
    stormMs: ms.min(1).describe('Faults strike and intents arrive in this time; then everything is healed.'),
    quietMs: ms.min(1).describe('From the heal to the end; liveness is judged in it.'),
    blockMeanMs: ms.min(1).default(600_000).describe('Mean time between blocks.'),
    boundsMs: boundsSchema,
  })
  .describe('Virtual time of a trial.');

const latencySchema = z
  .strictObject({
    hopMs: rangeMs('One hop of an HTLC, each way.'),
    apiMs: rangeMs('One message between orchestrator and node.'),
    diskMs: rangeMs('One commit of the journal.'),
  })
  .describe('How long things take when nothing is wrong.');

const selfTestSchema = z
  .strictObject({
    mutants: z
      .enum(['sample', 'all', 'none'])
      .default('sample')
      .describe('Planted mutants of the orchestrator that must be caught. none: GO is not possible.'),
    trialsMax: z
      .int()
      .min(1)
      .max(100_000)
      .default(2_000)
      .describe('Trials in which a mutant must be caught.'),
    determinismShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('Share of trials that run twice and must give the same history hash.'),
  })
  .describe('Proof that the gate can fail.');

const pilotShape = z.strictObject({
  version: z.literal(1).describe('Version of this file format.'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes; 1 to 64')
    .describe('Name of the pilot, in reports.'),
  description: z.string().max(2_000).optional().describe('For people: what this pilot is meant to prove.'),
  seed: seedSchema
    .optional()
    .describe('Seed of the run; --seed beats it. CI takes it from the commit. One is drawn when left out.'),
  topology: file('Network'),
  policy: file('Policy document'),
  environment: z
    .enum(['sim', 'emulated'])
    .default('sim')
    .describe(
      'Where it runs; --env beats it. sim: the deterministic simulation. emulated: the same, but nodes that pay are reached by the adapters of their daemons, over sockets.',
    ),
  scenarios: z.array(scenarioEntrySchema).min(1).max(100).describe('What is played, in this order.'),
  workload: workloadSchema.describe('What customers ask for.'),
  timing: timingSchema,
  latency: latencySchema,
  gate: gateSchema.describe('Thresholds: hashed before the run.'),
  selfTest: selfTestSchema.prefault({}),
});
export type ScenarioEntry = z.infer<typeof scenarioEntrySchema>;

/** A pilot file: what is tested, under what, and what counts as good enough. */
export const pilotSchema = pilotShape.superRefine((pilot, context) => {
  const report = ({ path, message }: WorkloadProblem) =>
    context.addIssue({ code: 'custom', path: [...path], message });
  const reportParams = (schema: z.ZodType, entry: ScenarioEntry, index: number) => {
    for (const inner of schema.safeParse(entry.params).error?.issues ?? [])
      context.addIssue({
        code: 'custom',
        path: ['scenarios', index, 'params', ...inner.path],
        message: inner.message,
        params: { within: { schema, value: entry.params, issue: inner } },
      });
  };
  const ofPilot = workloadProblems(pilot.workload);
  for (const problem of ofPilot) report({ ...problem, path: ['workload', ...problem.path] });
  pilot.scenarios.forEach((entry, index) => {
    for (const problem of entryProblems(pilot, entry, ofPilot))
      report({ ...problem, path: ['scenarios', index, ...problem.path] });
    reportParams(scenarioNamed(entry.name).params, entry, index);
  });
  for (const problem of timingProblems(pilot.timing)) report(problem);
  for (const problem of sliceProblems(pilot)) report(problem);
});
export type Pilot = z.infer<typeof pilotSchema>;

/** The workload of one scenario: the pilot's, with the fields that the scenario changes. */
export function workloadOf(pilot: Pick<Pilot, 'workload'>, entry: ScenarioEntry): Workload {
  const changed = Object.entries(entry.workload).filter(([, value]) => value !== undefined);
  return { ...pilot.workload, ...(Object.fromEntries(changed) as Partial<Workload>) };
}

function entryProblems(
  pilot: z.infer<typeof pilotShape>,
  entry: ScenarioEntry,
  ofPilot: readonly WorkloadProblem[],
): readonly WorkloadProblem[] {
  const problems: WorkloadProblem[] = [];
  const first = pilot.scenarios.find((other) => other.name === entry.name);
  if (first !== entry)
    problems.push({ path: ['name'], message: `${entry.name} is there twice: add up its trials` });
  const known = new Set(ofPilot.map((problem) => problem.message));
  for (const problem of workloadProblems(workloadOf(pilot, entry)))
    if (!known.has(problem.message)) problems.push({ ...problem, path: ['workload', ...problem.path] });
  return problems;
}

function timingProblems({ quietMs, boundsMs }: z.infer<typeof timingSchema>): readonly WorkloadProblem[] {
  return Object.entries(boundsMs)
    .filter(([, bound]) => bound > quietMs)
    .map(([id, bound]) => ({
      path: ['timing', 'boundsMs', id],
      message: `${bound} ms can never be judged: the trial ends ${quietMs} ms after the heal (quietMs)`,
    }));
}

/** An objective on a scenario that is not played would never have a sample. */
function sliceProblems(pilot: z.infer<typeof pilotShape>): readonly WorkloadProblem[] {
  const played = pilot.scenarios.map((entry) => entry.name);
  return pilot.gate.objectives.flatMap(({ slice }, index) =>
    slice?.scenario === undefined || played.includes(slice.scenario)
      ? []
      : [
          {
            path: ['gate', 'objectives', index, 'slice', 'scenario'],
            message: `this pilot does not play ${JSON.stringify(slice.scenario)}; it plays ${played.join(', ')}`,
          },
        ],
  );
}
