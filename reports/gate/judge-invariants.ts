import { upperBound } from '../statistics/clopper-pearson.ts';
import type { JudgedTrial, JudgeInput } from './judge-input.ts';
import type { InvariantResult, TrialReference } from './verdict-schema.ts';

/** Every invariant of the run, and any that a trial says was violated although the run does not list it. */
export function judgeInvariants(input: JudgeInput): readonly InvariantResult[] {
  const violating = trialsByInvariant(input.trials);
  const listed = new Set(input.invariants.map(({ id }) => id));
  const unlisted = [...violating.keys()]
    .filter((id) => !listed.has(id))
    .map((id) => ({ id, title: 'not listed by this run', kind: 'safety', examinedTrials: 0 }) as const);
  const alpha = 1 - input.gate.safety.claim.confidence;
  return [...input.invariants, ...unlisted].map(({ id, title, kind, examinedTrials }) => {
    const found = violating.get(id) ?? [];
    const trials = Math.max(examinedTrials, found.length);
    const status = found.length > 0 ? 'violated' : trials > 0 ? 'held' : 'not-exercised';
    return {
      id,
      title,
      kind,
      status,
      violations: found.reduce(
        (sum, { violations }) => sum + violations.filter((v) => v.invariant === id).length,
        0,
      ),
      violatingTrials: found.length,
      trials,
      bound: trials === 0 ? null : upperBound({ hits: found.length, total: trials }, alpha),
      first: found.length === 0 ? null : firstOf(found[0]!, id, input.replayLines),
    };
  });
}

/** Trials are in the order of the plan, so the first of each list is the same on every machine. */
function trialsByInvariant(trials: readonly JudgedTrial[]): ReadonlyMap<string, readonly JudgedTrial[]> {
  const found = new Map<string, JudgedTrial[]>();
  for (const trial of [...trials].sort((a, b) => a.spec.ordinal - b.spec.ordinal))
    for (const id of new Set(trial.violations.map(({ invariant }) => invariant))) {
      const violating = found.get(id);
      if (violating === undefined) found.set(id, [trial]);
      else violating.push(trial);
    }
  return found;
}

function firstOf(
  trial: JudgedTrial,
  id: string,
  replayLines: ReadonlyMap<number, string>,
): InvariantResult['first'] {
  const violation = trial.violations.find(({ invariant }) => invariant === id)!;
  return {
    ...trialReference(trial, replayLines),
    because: violation.because,
    atMs: violation.atMs,
  };
}

export function trialReference(
  { spec }: JudgedTrial,
  replayLines: ReadonlyMap<number, string>,
): TrialReference {
  const { scenario, index, ordinal, seed } = spec;
  return { scenario, index, ordinal, seed, replay: replayLines.get(ordinal) ?? null };
}
