import { crashReason } from '#harness/run/crash-reason';
import type { RunProgress } from '#harness/run/progress';
import { runPlan } from '#harness/sim/trial';
import type { CorpusCase } from './read-corpus.ts';

/** A past failure that is back. */
export interface CorpusFailure {
  readonly file: string;
  /** What is violated; null when the trial crashed instead. */
  readonly invariant: string | null;
  readonly because: string;
}

export interface CorpusPlayed {
  readonly cases: number;
  readonly failures: readonly CorpusFailure[];
}

/** Every case on the real orchestrator, also those that once showed a planted bug: each must stay green. */
export function playCorpus(corpus: readonly CorpusCase[], progress: RunProgress): CorpusPlayed {
  if (corpus.length > 0) progress.stage('corpus of past failures', corpus.length);
  const failures: CorpusFailure[] = [];
  for (const each of corpus) {
    const found = failureOf(each);
    if (found !== null) failures.push(found);
    progress.advance({ done: 1, violations: found === null ? 0 : 1 });
  }
  return { cases: corpus.length, failures };
}

function failureOf({ plan, recorded, shown }: CorpusCase): CorpusFailure | null {
  try {
    const [first] = runPlan(plan, recorded.spec, { history: 'none' }).violations;
    return first === undefined ? null : { file: shown, invariant: first.invariant, because: first.because };
  } catch (error) {
    return { file: shown, invariant: null, because: `it crashed: ${crashReason(error)}` };
  }
}
