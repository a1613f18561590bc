import { z } from 'zod';
import { AUTONOMY_TIERS } from '../domain/intent.ts';
import { anyOf, count, DAY_MS, id, moment, ms, name, ppm, sat } from './fields.ts';

const tier = z.enum(AUTONOMY_TIERS);

const windowLimitSchema = z.strictObject({
  maxSat: sat('Most that may be spent within the window; amounts without routing fees.'),
  maxCount: count('Most payments within the window.', 1, 1_000_000_000),
});

const approvalSchema = z
  .union(
    [
      z.enum(['never', 'always']),
      z.strictObject({ aboveSat: sat('A payment of more than this needs a human; up to this it does not.') }),
    ],
    { error: '`never`, `always`, or `{ aboveSat: N }`' },
  )
  .describe('When a human must approve: `never`, `always`, or `{ aboveSat: N }`.');

const tierSchema = z.strictObject({
  perPaymentMaxSat: sat('The largest single payment of this tier.', 1),
  window: z
    .strictObject({
      seconds: count('Length of the sliding window, in seconds.', 1, 31 * 86_400),
      agent: windowLimitSchema.describe('Limit of each machine agent within its tenant.'),
      tenant: windowLimitSchema.describe('Limit of all agents of one tenant together.'),
    })
    .describe('Rolling limits over payments made under this tier; each tier has its own window.'),
  approval: approvalSchema,
  checks: z
    .strictObject({
      delegation: z
        .boolean()
        .default(true)
        .describe('A valid delegation must link the agent to the accountable principal.'),
      knownCounterparty: z.boolean().default(false).describe('The payee must be in `knownCounterparties`.'),
      maxFeePpm: ppm(
        "A tighter fee cap than the corridor's; the corridor's `feeExemptSat` holds here too.",
      ).optional(),
    })
    .default({ delegation: true, knownCounterparty: false })
    .describe('Extra checks of this tier. Every one that fails denies the payment.'),
});

const corridorSchema = z.strictObject({
  id: id('Name of the corridor as intents carry it, for example `us-mx`.'),
  nodes: z
    .array(name('Name of one of our payer nodes.'))
    .max(16)
    .describe('Nodes that may pay, in order of preference: the primary first, then its fallbacks.'),
  liquidityFloorSat: sat('What a node must keep spendable after the payment and its fee cap.').default(0),
  maxFeePpm: ppm('The largest fee cap that an intent may carry.'),
  feeExemptSat: sat(
    'A fee cap up to this is accepted whatever its ppm, so that small payments can pay a base fee (as `exemptfee` of Core Lightning).',
  ).default(0),
  tenants: anyOf(name('Tenant id.'), 'Tenants that may use the corridor, or `any` of `tenants`.').default(
    'any',
  ),
  jurisdictions: anyOf(
    id('Jurisdiction code as in `tenants`, for example `US`.'),
    'Jurisdictions whose tenants may use the corridor, or `any`.',
  ).default('any'),
  counterparties: z
    .strictObject({
      allow: anyOf(name("Payee's node id."), 'Payees that may be paid, or `any`.').default('any'),
      deny: z
        .array(name("Payee's node id."))
        .max(10_000)
        .default([])
        .describe('Payees that are never paid; beats `allow`.'),
    })
    .default({ allow: 'any', deny: [] })
    .describe('Who may be paid over the corridor.'),
  tiers: z
    .array(tier)
    .min(1)
    .default([...AUTONOMY_TIERS])
    .describe('Autonomy tiers that may use the corridor.'),
});

const delegationSchema = z.strictObject({
  id: id('Name of the grant as intents carry it.'),
  tenant: name('Tenant in which the grant holds.'),
  agent: name('The machine agent that may act.'),
  principal: name('The person or company that answers for what the agent does.'),
  tiers: z.array(tier).min(1).describe('Tiers that the grant covers.'),
  corridors: anyOf(id('Corridor id.'), 'Corridors that the grant covers, or `any`.').default('any'),
  validFrom: moment('First moment of validity; left out: from the beginning.').optional(),
  validUntil: moment(
    'First moment at which it is no longer valid; left out: until it is revoked.',
  ).optional(),
  revoked: z.boolean().default(false).describe('A revoked grant covers nothing.'),
});

const retrySchema = z.strictObject({
  attemptsMax: count('Most attempts of one intent, over all nodes.', 1, 100),
  backoffMs: z
    .strictObject({
      first: ms('Wait before the second attempt.', 0, DAY_MS),
      factor: z.number().min(1).max(10).describe('Each further wait is this many times the one before.'),
      max: ms('No wait is longer.', 0, DAY_MS),
    })
    .describe('Waiting between attempts of one intent.'),
  attemptWindowMs: ms('How long a node may start new HTLCs for one attempt.', 1, DAY_MS),
  callTimeoutMs: ms("How long a node's answer is waited for; after it the outcome is unknown.", 1, DAY_MS),
  partsMax: count('Most parts of a multi-part payment.', 1, 483),
  cltvLimitBlocks: count('Longest time lock of a route, in blocks.', 18, 2016),
  lookupMs: z
    .strictObject({
      first: ms('Wait before the second look-up; doubles from there.', 1, DAY_MS),
      max: ms('No wait is longer.', 1, DAY_MS),
    })
    .default({ first: 500, max: 30_000 })
    .describe('Waiting between look-ups of an attempt whose outcome is not known.'),
  quiescenceMarginMs: ms(
    "Added to an invoice's expiry, for clocks that differ, before an empty look-up can prove anything.",
    0,
    DAY_MS,
  ).default(60_000),
});

/**
 * A versioned policy document: who may pay what, through which nodes, with whose approval. Written in YAML; its
 * identity is the SHA-256 of its text. All amounts are whole satoshi, all times milliseconds unless the name says otherwise.
 */
export const policyDocumentSchema = z
  .strictObject({
    version: id('Version of the document, unique among all that were ever proposed.'),
    description: z.string().max(2000).optional().describe('For people.'),
    effectiveFrom: moment('Before this moment the document allows nothing; left out: at once.').optional(),
    killSwitch: z
      .enum(['off', 'on'])
      .default('off')
      .describe('`on`: no new dispatch, whatever else is allowed.'),
    decisionTtlMs: ms('How long a decision may be used; a later dispatch needs a new one.', 1, DAY_MS),
    approvalTtlMs: ms('How long a human has to approve before the intent expires.', 1, 31 * DAY_MS),
    tenants: z
      .array(
        z.strictObject({
          id: name('Tenant id as intents carry it.'),
          jurisdiction: id('Where the tenant is regulated, for example `US`.'),
        }),
      )
      .min(1)
      .max(100_000)
      .describe('Every tenant that may pay; others are denied.'),
    tiers: z
      .strictObject({
        low: tierSchema.describe('Pays by itself within its limits.'),
        medium: tierSchema.describe('Pays by itself after extra checks.'),
        high: tierSchema.describe('Pays after a human approved.'),
      })
      .describe('Autonomy tiers: how much a machine agent may do on its own.'),
    corridors: z
      .array(corridorSchema)
      .min(1)
      .max(1000)
      .describe('Corridors; a corridor that is not here is denied.'),
    delegations: z
      .array(delegationSchema)
      .max(100_000)
      .default([])
      .describe('Grants that link agents to principals.'),
    knownCounterparties: z
      .array(name("Payee's node id."))
      .max(100_000)
      .default([])
      .describe('Payees that were vetted; used by tiers with `knownCounterparty`.'),
    idempotency: z
      .strictObject({
        retentionMs: ms(
          "How long a finished intent's idempotency key and answer are remembered after its end.",
          60_000,
          366 * DAY_MS,
        ),
      })
      .default({ retentionMs: DAY_MS })
      .describe('What a repeated request finds.'),
    retry: retrySchema.describe('Attempts of one intent.'),
    fallback: z
      .strictObject({
        allowed: z.boolean().describe('Whether nodes after the first of a corridor may be used.'),
        after: z
          .literal('definitive')
          .default('definitive')
          .describe(
            'Always `definitive`: another node is tried only when the attempt before it can no longer settle.',
          ),
      })
      .describe('Use of fallback nodes.'),
    routing: z
      .strictObject({
        breakerOpensAfter: count('Bad answers of a node in a row after which it is passed over.', 1, 1000),
        breakerCoolDownMs: ms(
          'After this time a node that was passed over is tried again, one payment at a time.',
          1,
          DAY_MS,
        ),
        healthMaxAgeMs: ms(
          "A node's liquidity report older than this is not trusted; left out: any age.",
          1,
          DAY_MS,
        ).optional(),
      })
      .describe('Health of our nodes.'),
    exceptions: z
      .strictObject({
        inDoubtAfterMs: ms(
          'An outcome that is unknown for longer is raised to the operator, once.',
          1,
          31 * DAY_MS,
        ),
      })
      .describe('When a person is called.'),
  })
  .describe('Policy document of the payment orchestrator.');

export type PolicyDocument = z.infer<typeof policyDocumentSchema>;
export type TierDocument = PolicyDocument['tiers']['low'];
export type CorridorDocument = PolicyDocument['corridors'][number];
export type DelegationDocument = PolicyDocument['delegations'][number];
