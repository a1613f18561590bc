import type { TrialTask } from '#harness/run/worker-protocol';
import { deriveSeed } from '#harness/sim/random';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';

/** What a hunt must know of a planted bug (`harness/mutants/mutant.ts`). */
export interface Prey {
  readonly id: string;
  readonly title: string;
  readonly expects: string;
  readonly also?: readonly string[];
  readonly scenario: string;
}

export interface Hunted {
  readonly id: string;
  /** The invariant that fired first, of those that may claim the mutant; null: it survived. */
  readonly killedBy: string | null;
  /** Trials played, the last one included. */
  readonly trials: number;
  /** The trial that killed it. */
  readonly spec: TrialSpec | null;
  /** Trials that ended in an exception, which is no proof of anything, and the first of them. */
  readonly crashes: number;
  readonly firstCrash: string | null;
}

/** The invariants that may claim a mutant. */
export function claimants({ expects, also = [] }: Prey): readonly string[] {
  return [expects, ...also];
}

/** Trial `index` of a hunt: a function of seed, mutant and index alone. */
export function huntTask(prey: Prey, seed: string, index: number): TrialTask {
  const spec = {
    scenario: prey.scenario,
    index,
    ordinal: index,
    seed: deriveSeed(seed, 'mutant', prey.id, index),
  };
  return { spec, options: { history: 'none', mutant: prey.id }, ground: 'hunt' };
}

/** Trials of one mutant, one after another, until an invariant that may claim it fires. */
export async function hunt(
  prey: Prey,
  {
    seed,
    trialsMax,
    run,
  }: {
    readonly seed: string;
    readonly trialsMax: number;
    run(task: TrialTask): Promise<TrialResult> | TrialResult;
  },
): Promise<Hunted> {
  const wanted = claimants(prey);
  let crashes = 0;
  let firstCrash: string | null = null;
  for (let index = 0; index < trialsMax; index++) {
    const task = huntTask(prey, seed, index);
    const { violations, crash } = await run(task);
    if (crash !== null) {
      crashes++;
      firstCrash ??= crash;
    }
    const kill = violations.find(({ invariant }) => wanted.includes(invariant));
    if (kill !== undefined)
      return {
        id: prey.id,
        killedBy: kill.invariant,
        trials: index + 1,
        spec: task.spec,
        crashes,
        firstCrash,
      };
  }
  return { id: prey.id, killedBy: null, trials: trialsMax, spec: null, crashes, firstCrash };
}
