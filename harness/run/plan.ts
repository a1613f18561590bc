import { z } from 'zod';
import { sha256Text } from '#orchestrator/domain/digest';
import type { TrialSpec } from '#reports/evidence/trial';
import { type Pilot, pilotSchema } from '#scenarios/pilot-schema';
import { deriveSeed } from '../sim/random.ts';
import type { Environment } from './environment.ts';
import { shareOut } from './share-out.ts';

export const PLAN_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const seed = z.string().regex(/^[0-9]{1,20}$/);
const ordinal = z.int().min(0);

const trialSpecSchema = z.strictObject({
  scenario: z.string(),
  index: ordinal,
  ordinal,
  seed,
});

/** `plan.json`: everything that is going to happen, fixed before the first trial. A function of the inputs alone. */
export const planSchema = z.strictObject({
  version: z.literal(PLAN_VERSION),
  seed,
  /** Slice of the whole plan, 1-based; null: all of it. */
  shard: z.strictObject({ index: z.int().min(1), of: z.int().min(1) }).nullable(),
  /** SHA-256 of the texts as they were read; `gate` of the thresholds alone, `network` of the network as built. */
  hashes: z.strictObject({ pilot: sha256, policy: sha256, network: sha256, gate: sha256 }),
  /** Ordinals of the trials that run twice. */
  determinismSample: z.array(ordinal),
  environment: pilotSchema.shape.environment,
  trials: z.array(trialSpecSchema),
  pilot: pilotSchema,
});
export type Plan = z.infer<typeof planSchema>;
export type Shard = NonNullable<Plan['shard']>;

export interface PlanRequest {
  readonly pilot: Pilot;
  /** As the pilot says when not given. */
  readonly environment?: Environment;
  readonly pilotText: string;
  readonly policyText: string;
  readonly networkText: string;
  readonly seed: string;
  /** Trials in all, shared out in the pilot's proportions; null: as the pilot says. */
  readonly trials: number | null;
  /** Scenarios to play; empty: all of the pilot. */
  readonly scenarios: readonly string[];
  readonly shard: Shard | null;
}

/** @throws RangeError when the request does not fit the pilot; the message is for people. */
export function makePlan(request: PlanRequest): Plan {
  const played = playedScenarios(request);
  const counts = trialCounts(request, played);
  const all = played.flatMap(({ name }, at) =>
    Array.from({ length: counts[at]! }, (_, index) => ({ scenario: name, index })),
  );
  const trials = all.map(({ scenario, index }, position) => ({
    scenario,
    index,
    ordinal: position,
    seed: deriveSeed(request.seed, scenario, index),
  }));
  const { shard } = request;
  const mine = shard === null ? trials : trials.filter((spec) => spec.ordinal % shard.of === shard.index - 1);
  if (mine.length === 0)
    throw new RangeError(`shard ${shard?.index}/${shard?.of} is empty: there are ${trials.length} trials`);
  return {
    version: PLAN_VERSION,
    seed: request.seed,
    shard,
    hashes: {
      pilot: sha256Text(request.pilotText),
      policy: sha256Text(request.policyText),
      network: sha256Text(request.networkText),
      gate: sha256Text(JSON.stringify(request.pilot.gate)),
    },
    determinismSample: determinismSample(mine, request),
    environment: request.environment ?? request.pilot.environment,
    trials: mine,
    pilot: request.pilot,
  };
}

function playedScenarios({ pilot, scenarios }: PlanRequest): Pilot['scenarios'] {
  const names = pilot.scenarios.map((entry) => entry.name);
  const unknown = scenarios.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`this pilot does not play the scenario ${unknown}; it plays ${names.join(', ')}`);
  return scenarios.length === 0
    ? pilot.scenarios
    : pilot.scenarios.filter((entry) => scenarios.includes(entry.name));
}

function trialCounts({ trials }: PlanRequest, played: Pilot['scenarios']): readonly number[] {
  const asWritten = played.map((entry) => entry.trials);
  if (trials === null) return asWritten;
  if (trials < played.length)
    throw new RangeError(
      `${trials} trials are too few for ${played.length} scenarios: an empty scenario can never pass`,
    );
  return shareOut(trials, asWritten);
}

/** The trials with the smallest derived numbers: evenly spread, and the same for everyone who has the seed. */
function determinismSample(trials: readonly TrialSpec[], { pilot, seed }: PlanRequest): number[] {
  const share = pilot.selfTest.determinismShare;
  return trials
    .map((spec) => ({ ordinal: spec.ordinal, rank: BigInt(deriveSeed(seed, 'determinism', spec.ordinal)) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, Math.ceil(trials.length * share))
    .map((each) => each.ordinal)
    .toSorted((one, other) => one - other);
}
