import type { z } from 'zod';
import type { DrawTargets } from '#chaos/fault';
import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import { orderSchedule, type Schedule } from '#chaos/schedule';

/** What a scenario plans against. `horizonMs`: length of the storm, in which all faults have to strike. */
export interface ScenarioContext extends DrawTargets {
  readonly horizonMs: number;
}

/** A named way to strike. It plans; the environment injects. */
export interface Scenario {
  readonly name: string;
  /** Which real incidents it stands for. */
  readonly sentence: string;
  /** Strict, every field with a default: the schema of `params` in a pilot file. */
  readonly params: z.ZodType;
  /** A trial of it is generated whole: network, policy, workload and faults of its own, nothing of the pilot's. */
  readonly generated: boolean;
  /** @throws ZodError when `params` do not fit; the pilot schema has checked them before. */
  schedule(random: Random, trialIndex: number, params: unknown, context: ScenarioContext): Schedule;
  /**
   * Fault kinds that must have had an effect at least once over all trials of the scenario. One that had none was not
   * exercised, and the scenario is INCONCLUSIVE. A test holds every kind that a scenario expects against what it draws.
   */
  expects(params: unknown): readonly FaultKind[];
}

interface ScenarioDefinition<Params> {
  readonly name: string;
  readonly sentence: string;
  readonly params: z.ZodType<Params>;
  readonly generated?: boolean;
  schedule(random: Random, trialIndex: number, params: Params, context: ScenarioContext): Schedule;
  expects(params: Params): readonly FaultKind[];
}

/** Hides the type of the parameters, so that scenarios of different parameters fit one registry. */
export function defineScenario<Params>(definition: ScenarioDefinition<Params>): Scenario {
  const { name, sentence, params, generated = false } = definition;
  return {
    name,
    sentence,
    params,
    generated,
    schedule: (random, trialIndex, raw, context) =>
      orderSchedule(definition.schedule(random, trialIndex, params.parse(raw ?? {}), context)),
    expects: (raw) => definition.expects(params.parse(raw ?? {})),
  };
}
