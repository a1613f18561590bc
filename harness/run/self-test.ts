import { type ControlOutcome, isGreen, playControl } from '#harness/campaign/control';
import { claimants, hunt, type Prey } from '#harness/campaign/hunt';
import { CANARY } from '#harness/mutants/registry';
import type { TrialResult } from '#reports/evidence/trial';
import type { SelfTest } from '#reports/gate/verdict-schema';
import type { Pilot } from '#scenarios/pilot-schema';
import { deriveSeed } from '../sim/random.ts';
import type { TrialTask } from './worker-protocol.ts';

/** How many mutants a run with `mutants: sample` plants; release runs and `fulgurite mutants` plant all. */
const SAMPLE = 8;
/** The canary must be red within so many trials: nobody may overlook it. */
export const CANARY_TRIALS = 2;
/** Trials of the zero-fault control in every run, of 250 intents each; the campaign plays more. */
const CONTROL_TRIALS = 2;

export interface SelfTestRequest {
  readonly pilot: Pilot;
  readonly seed: string;
  readonly mutants: readonly Prey[];
  /** Plays on the grounds of `harness/campaign/grounds.ts`. */
  run(task: TrialTask): Promise<TrialResult>;
}

/** Can this gate fail, and does it stay quiet when nothing is wrong? The same answer for any number of workers. */
export async function selfTest(request: SelfTestRequest): Promise<SelfTest> {
  const { pilot, seed, run } = request;
  const mode = pilot.selfTest.mutants;
  if (mode === 'none') return { mode, mutants: [], canaries: [] };
  const { trialsMax } = pilot.selfTest;
  const chosen = chooseMutants(mode, request.mutants, seed);
  const [mutants, canary, control] = await Promise.all([
    Promise.all(chosen.map((mutant) => proof(mutant, hunt(mutant, { seed, trialsMax, run })))),
    hunt(CANARY, { seed, trialsMax: CANARY_TRIALS, run }),
    playControl({ seed, trials: CONTROL_TRIALS, run }),
  ]);
  const red = { id: CANARY.id, title: `${CANARY.title}; must be red`, asExpected: canary.killedBy !== null };
  return { mode, mutants, canaries: [red, controlProof(control)] };
}

export function chooseMutants(
  mode: Pilot['selfTest']['mutants'],
  mutants: readonly Prey[],
  seed: string,
): readonly Prey[] {
  if (mode === 'none') return [];
  if (mode === 'all') return mutants;
  const rank = ({ id }: Prey) => BigInt(deriveSeed(seed, 'mutant', id));
  return mutants.toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(0, SAMPLE);
}

async function proof(mutant: Prey, hunting: ReturnType<typeof hunt>): Promise<SelfTest['mutants'][number]> {
  const { killedBy, trials } = await hunting;
  const { id, title } = mutant;
  return { id, title, expected: claimants(mutant).join(' or '), caughtBy: killedBy, trials };
}

function controlProof(control: ControlOutcome): SelfTest['canaries'][number] {
  const { intents, settled, exceptions, violations, crashes } = control;
  const crashed = crashes === 0 ? '' : `, ${crashes} trials crashed`;
  return {
    id: 'zero-fault',
    title: `${intents} intents without any fault: ${settled} settled, ${exceptions} exceptions, ${violations} violations${crashed}; must be green`,
    asExpected: isGreen(control),
  };
}
