import { z } from 'zod';
import { scheduleSchema } from '#chaos/schedule';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { ALTERED_FIELDS } from '#harness/workload/operation';
import { AUTONOMY_TIERS } from '#orchestrator/domain/intent';

const ms = z.int().min(0);
const msat = z.int().min(0);
const name = z.string().min(1);
const preimage = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const range = z
  .strictObject({ min: ms, max: ms })
  .refine(({ min, max }) => min <= max, { path: ['min'], error: 'must not be more than max' });

const followUp = { atMs: ms, tenant: name, key: name };

const operationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('first'),
    atMs: ms,
    tenant: name,
    agent: name,
    principal: name,
    delegation: name,
    key: name,
    tier: z.enum(AUTONOMY_TIERS),
    corridor: name,
    payee: name,
    amountMsat: msat.min(1),
    feeCapMsat: msat,
    deadlineMs: ms,
    expiresAtMs: ms,
    compliance: z.string(),
    preimage,
  }),
  z.strictObject({ kind: z.literal('retry'), ...followUp }),
  z.discriminatedUnion('alters', [
    z.strictObject({ kind: z.literal('altered'), ...followUp, alters: z.enum(ALTERED_FIELDS) }),
    z.strictObject({
      kind: z.literal('altered'),
      ...followUp,
      alters: z.literal('invoice'),
      amountMsat: msat.min(1),
      preimage,
    }),
  ]),
]);

/** Everything of a plan but its network, which may stand in a file of its own. */
export const planSchema = z
  .strictObject({
    seed: z.string().regex(/^[0-9]{1,20}$/, 'a decimal number'),
    timing: z.strictObject({
      stormMs: ms.min(1),
      quietMs: ms.min(1),
      blockMeanMs: ms.min(1),
      boundsMs: z.strictObject({ L01: ms, L03: ms, L04: ms, L05: ms, L06: ms }),
    }),
    latency: z.strictObject({ hopMs: range, apiMs: range, diskMs: range }),
    policyText: z.string().min(1),
    schedule: scheduleSchema,
    operations: z.array(operationSchema),
  })
  .superRefine(({ operations }, context) => {
    const seen = new Set<string>();
    operations.forEach(({ kind, tenant, key }, at) => {
      if (kind !== 'first') return;
      const id = `${tenant}\n${key}`;
      if (seen.has(id))
        context.addIssue({
          code: 'custom',
          path: ['operations', at, 'key'],
          message: `${tenant} has used the key ${key} before: a second request with it is a retry or altered`,
        });
      seen.add(id);
    });
  }) satisfies z.ZodType<Omit<TrialPlan, 'network'>>;
