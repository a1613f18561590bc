import type { TrialResult } from '#reports/evidence/trial';
import type { SelfTest } from '#reports/gate/verdict-schema';
import type { Pilot } from '#scenarios/pilot-schema';
import { deriveSeed } from '../sim/random.ts';
import type { TrialTask } from './worker-protocol.ts';

/** A planted defect of the orchestrator (`harness/mutants/registry.ts`). */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  /** Invariant that must catch it. */
  readonly expects: string;
  /** Scenario in which it shows. */
  readonly scenario: string;
}

/** How many mutants a run with `mutants: sample` plants; the test suite plants all. */
const SAMPLE = 3;
/** Trials without any fault that must end without any violation: a checker that cries wolf proves nothing. */
const CONTROL_TRIALS = 5;

export interface SelfTestRequest {
  readonly pilot: Pilot;
  readonly seed: string;
  readonly mutants: readonly Mutant[];
  run(task: TrialTask): Promise<TrialResult>;
}

/** Can this gate fail, and does it stay quiet when nothing is wrong? The same answer for any number of workers. */
export async function selfTest(request: SelfTestRequest): Promise<SelfTest> {
  const { pilot, seed } = request;
  const mode = pilot.selfTest.mutants;
  const chosen = chooseMutants(mode, request.mutants, seed);
  const [mutants, control] = await Promise.all([
    Promise.all(chosen.map((mutant) => hunt(mutant, request))),
    mode === 'none' ? null : zeroFaultControl(request),
  ]);
  return { mode, mutants, canaries: control === null ? [] : [control] };
}

export function chooseMutants(
  mode: Pilot['selfTest']['mutants'],
  mutants: readonly Mutant[],
  seed: string,
): readonly Mutant[] {
  if (mode === 'none') return [];
  if (mode === 'all') return mutants;
  const rank = ({ id }: Mutant) => BigInt(deriveSeed(seed, 'mutant', id));
  return mutants.toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(0, SAMPLE);
}

/** The pilot with every scenario in which a mutant is hunted, also those that the pilot itself does not play. */
export function huntingGround(pilot: Pilot, mutants: readonly Mutant[]): Pilot {
  const played = new Set(pilot.scenarios.map(({ name }) => name));
  const missing = new Set(mutants.map(({ scenario }) => scenario).filter((name) => !played.has(name)));
  const added = [...missing].map((name) => ({ name, trials: 1, params: {}, workload: {} }));
  return { ...pilot, scenarios: [...pilot.scenarios, ...added] };
}

/** Trials of one mutant, one after another, until the invariant that must catch it fires. */
async function hunt(mutant: Mutant, request: SelfTestRequest): Promise<SelfTest['mutants'][number]> {
  const { trialsMax } = request.pilot.selfTest;
  const about = { id: mutant.id, title: mutant.title, expected: mutant.expects };
  for (let index = 0; index < trialsMax; index++) {
    const spec = {
      scenario: mutant.scenario,
      index,
      ordinal: index,
      seed: deriveSeed(request.seed, 'mutant', mutant.id, index),
    };
    const result = await request.run({ spec, options: { history: 'none', mutant: mutant.id } });
    if (result.violations.some(({ invariant }) => invariant === mutant.expects))
      return { ...about, caughtBy: mutant.expects, trials: index + 1 };
  }
  return { ...about, caughtBy: null, trials: trialsMax };
}

async function zeroFaultControl(request: SelfTestRequest): Promise<SelfTest['canaries'][number]> {
  const { pilot, seed } = request;
  const scenario = pilot.scenarios[0]!.name;
  const specs = Array.from({ length: CONTROL_TRIALS }, (_, index) => ({
    scenario,
    index,
    ordinal: index,
    seed: deriveSeed(seed, 'control', index),
  }));
  const results = await Promise.all(
    specs.map(async (spec) => {
      const result = await request.run({ spec, options: { history: 'none', schedule: [] } });
      return result;
    }),
  );
  const clean = results.every(({ status, violations }) => status === 'completed' && violations.length === 0);
  return { id: 'zero-fault', title: `${CONTROL_TRIALS} trials without any fault`, asExpected: clean };
}
