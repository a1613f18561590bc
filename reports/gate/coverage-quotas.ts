import { z } from 'zod';

/**
 * What a run must have met, and how often per 1,000 trials (properties-and-faults.md, "Coverage"). Counted in trials: the
 * trial is the sampling unit here too. C14: for each fault kind. C15: for each pair of intent state and fault class.
 *
 * The defaults are a fifth of what the weakest of the shipped mixes reaches (`swarm` alone), so that a fair run does not
 * miss one by bad luck; a pilot that wants more says so.
 */
export const COVERAGE_QUOTAS = {
  C01: 40,
  C02: 5,
  C03: 15,
  C04: 20,
  C05: 20,
  C06: 3,
  'C07-settled': 25,
  'C07-failed': 25,
  C08: 3,
  C09: 2,
  C10: 1,
  C11: 5,
  C12: 4,
  C13: 1,
  C14: 0.5,
  C15: 0.25,
} as const;
export type CoverageId = keyof typeof COVERAGE_QUOTAS;
export const COVERAGE_IDS = Object.keys(COVERAGE_QUOTAS) as readonly CoverageId[];

const quota = (id: CoverageId) =>
  z
    .number({ error: 'must be a number of trials per 1,000' })
    .min(0, { error: 'must be 0 (not asked) or more' })
    .max(1_000, { error: 'at most 1,000 of 1,000 trials can meet it' })
    .default(COVERAGE_QUOTAS[id])
    .describe(`Trials of 1,000 that must meet ${id}; 0: not asked.`);

/** Which coverage a gate asks for. Hashed with the other thresholds, before the run. */
export const coverageRulesSchema = z.strictObject({
  mode: z
    .enum(['playable', 'all', 'report'])
    .default('playable')
    .describe(
      'playable: INCONCLUSIVE when a quota is not met that the scenarios of this pilot can reach; what they cannot reach is listed. all: also when they cannot reach it. report: counted and shown, never part of the verdict.',
    ),
  perThousand: z
    .strictObject(
      Object.fromEntries(COVERAGE_IDS.map((id) => [id, quota(id)])) as {
        [Id in CoverageId]: ReturnType<typeof quota>;
      },
    )
    .prefault({})
    .describe(
      'Trials of every 1,000 that must meet each item. Scaled to the length of the run, rounded down.',
    ),
});

/** Trials that must meet a quota in a run of this length; 0: the run is too short to be asked. */
export function trialsAsked(perThousand: number, trials: number): number {
  return Math.floor((perThousand * trials) / 1_000 + 1e-9);
}

/** The shortest run that is asked for a quota; null when nobody asks. */
export function askedFrom(perThousand: number): number | null {
  return perThousand === 0 ? null : Math.ceil(1_000 / perThousand - 1e-9);
}
