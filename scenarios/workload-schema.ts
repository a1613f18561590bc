import { z } from 'zod';
import { AUTONOMY_TIERS } from '#orchestrator/domain/intent';

/** The largest amount whose msat are still an exact number. */
const SAT_MAX = 9_007_199_254_740;
const DAY_MS = 86_400_000;

const sat = z.int({ error: 'must be a whole number of sat' }).min(0).max(SAT_MAX);
const ms = z.int({ error: 'must be a whole number of milliseconds' }).min(0).max(DAY_MS);
const share = z.number().min(0).max(1, { error: 'a share is 0 to 1; for 5 % write 0.05' });
const weight = z
  .int({ error: 'weights are whole numbers, 0 or more; only their ratio counts' })
  .min(0)
  .max(1_000_000);
const name = z.string().min(1).max(255);

const arrivalsSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('poisson'),
      ratePerS: z.number().positive().max(1_000_000).describe('Mean arrivals per virtual second.'),
    })
    .describe('Customers who know nothing of each other.'),
  z
    .strictObject({
      kind: z.literal('burst'),
      size: z.int().min(1).max(1_000_000).describe('Intents that arrive at the same moment.'),
      everyMs: ms.min(1).describe('Time from burst to burst.'),
    })
    .describe('Batches, for example a payroll run.'),
]);

const valueBandSchema = z.strictObject({
  name: name.describe('For people.'),
  minSat: sat.min(1).describe('Smallest amount.'),
  maxSat: sat.min(1).describe('Largest amount; all between are equally likely.'),
  weight,
});

const tenantSchema = z.strictObject({
  name: name.describe('Tenant id; idempotency keys are scoped by it.'),
  weight,
  agents: z
    .array(
      z.strictObject({
        name: name.describe('The machine agent that asks.'),
        principal: name.describe('The person or company that answers for it.'),
        delegation: name.describe('Id of the grant that links the two, as in the policy.'),
      }),
    )
    .min(1)
    .max(1_000)
    .describe('Agents of the tenant; each intent comes from one of them.'),
});

const corridorSchema = z.strictObject({
  id: name.describe('Corridor id, as in the policy.'),
  weight,
  payees: z
    .array(name)
    .min(1)
    .max(10_000)
    .optional()
    .describe('Names of payee nodes of the topology; all payees when left out.'),
});

const tierWeights = Object.fromEntries(AUTONOMY_TIERS.map((tier) => [tier, weight])) as Record<
  (typeof AUTONOMY_TIERS)[number],
  typeof weight
>;

const range = (what: string) =>
  z.strictObject({ min: ms, max: ms }).describe(`${what} Between min and max, ms.`);

/** Without cross-field checks, so that a scenario may override single fields; `workloadProblems` checks the whole. */
export const workloadSchema = z.strictObject({
  intents: z.int().min(1).max(10_000_000).describe('Payment intents in one trial; retries come on top.'),
  arrivals: arrivalsSchema.describe('Open loop: intents arrive whether or not earlier ones are done.'),
  valueBands: z.array(valueBandSchema).min(1).max(50).describe('How much is paid.'),
  tenants: z.array(tenantSchema).min(1).max(1_000).describe('Who pays.'),
  corridors: z.array(corridorSchema).min(1).max(1_000).describe('Where to.'),
  tiers: z.strictObject(tierWeights).describe('How many intents ask for which autonomy tier.'),
  retryShare: share
    .default(0)
    .describe('Share of intents that the client sends again: same key, same content.'),
  alteredShare: share
    .default(0)
    .describe('Share of intents followed by the same key with other content; must be refused.'),
  retryAfterMs: range('When a retry or an altered request follows the first.').default({ min: 0, max: 5000 }),
  deadlineS: z.int().min(1).max(86_400).describe('From submission to the last moment of a dispatch, s.'),
  feeCap: z
    .strictObject({
      ppm: z
        .int({ error: 'must be a whole number of ppm' })
        .min(0, { error: 'a fee cap must not be negative' })
        .max(1_000_000)
        .describe('Parts per million of the amount; rounded down.'),
      minSat: sat.default(0).describe('Small payments may pay at least this, because base fees are not ppm.'),
    })
    .describe('Fee cap of each intent: ppm of its amount, but at least minSat.'),
  invoiceExpiryS: z
    .int()
    .min(1)
    .max(31 * 86_400)
    .describe('From submission to the expiry of the invoice, s.'),
  compliance: z
    .string()
    .max(4096)
    .default('')
    .describe('Compliance payload of every intent, carried byte for byte; {intent} becomes its number.'),
});
export type Workload = z.infer<typeof workloadSchema>;

/** A default would overwrite what the pilot says. */
function withoutDefault(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault
    ? (schema.unwrap() as z.ZodType).describe(schema.description ?? '')
    : schema;
}

/** What a scenario changes: whole fields, the rest stays as in the pilot. */
export const workloadOverridesSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(workloadSchema.shape).map(([field, schema]) => [field, withoutDefault(schema).optional()]),
  ) as unknown as { [Field in keyof Workload]: z.ZodOptional<z.ZodType<Workload[Field]>> },
);

export interface WorkloadProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What no single field can tell. Paths are relative to the workload. */
export function workloadProblems(workload: Workload): readonly WorkloadProblem[] {
  const problems: WorkloadProblem[] = [];
  const weighed = [
    ['valueBands', workload.valueBands.map((band) => band.weight)],
    ['tenants', workload.tenants.map((tenant) => tenant.weight)],
    ['corridors', workload.corridors.map((corridor) => corridor.weight)],
    ['tiers', Object.values(workload.tiers)],
  ] as const;
  for (const [field, weights] of weighed)
    if (weights.every((one) => one === 0))
      problems.push({ path: [field], message: 'all weights are 0: at least one must be above 0' });
  workload.valueBands.forEach(({ minSat, maxSat }, index) => {
    if (minSat > maxSat)
      problems.push({
        path: ['valueBands', index, 'minSat'],
        message: `${minSat} is more than maxSat ${maxSat}`,
      });
  });
  const { min, max } = workload.retryAfterMs;
  if (min > max) problems.push({ path: ['retryAfterMs', 'min'], message: `${min} is more than max ${max}` });
  if (workload.retryShare + workload.alteredShare > 1)
    problems.push({ path: ['alteredShare'], message: 'retryShare and alteredShare add up to more than 1' });
  if (workload.deadlineS > workload.invoiceExpiryS)
    problems.push({
      path: ['deadlineS'],
      message: `${workload.deadlineS} s is after the invoice has expired (invoiceExpiryS ${workload.invoiceExpiryS})`,
    });
  const named = [
    ['tenants', 'name', workload.tenants.map((tenant) => tenant.name)],
    ['corridors', 'id', workload.corridors.map((corridor) => corridor.id)],
    ['valueBands', 'name', workload.valueBands.map((band) => band.name)],
  ] as const;
  for (const [field, key, names] of named)
    names.forEach((one, index) => {
      if (names.indexOf(one) < index)
        problems.push({ path: [field, index, key], message: `${one} is there twice` });
    });
  return problems;
}
