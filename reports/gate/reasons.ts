import { zeroFailureSampleSize } from '../statistics/sample-size.ts';
import type { JudgeInput } from './judge-input.ts';
import { counted, formatQuantity } from './quantity.ts';
import { repeated } from './repeated.ts';
import type {
  CoverageResult,
  FaultCoverage,
  InvariantResult,
  ObjectiveResult,
  Reason,
  Verdict,
} from './verdict-schema.ts';

type Rule = Reason['rule'];

const noGo = (rule: Rule, subject: string, text: string): Reason => ({
  verdict: 'NO-GO',
  rule,
  subject,
  text,
  needsMoreTrials: null,
});
const open = (
  rule: Rule,
  subject: string | null,
  text: string,
  needsMoreTrials: number | null = null,
): Reason => ({
  verdict: 'INCONCLUSIVE',
  rule,
  subject,
  text,
  needsMoreTrials,
});

/** One violation, in any trial, at any confidence, is NO-GO: no bound and no waiver of the scenario softens it. */
export function invariantReasons(invariants: readonly InvariantResult[]): readonly Reason[] {
  return invariants.flatMap(({ id, title, kind, status, violatingTrials, trials }) => {
    if (status === 'violated')
      return [
        noGo(kind, id, `${id} (${title}) was violated in ${violatingTrials} of ${counted(trials, 'trial')}.`),
      ];
    if (status === 'not-exercised')
      return [open('coverage', id, `${id} (${title}) was never put to the test: nothing is known about it.`)];
    return [];
  });
}

export function objectiveReasons(objectives: readonly ObjectiveResult[]): readonly Reason[] {
  return objectives
    .filter(({ level, status }) => level === 'error' && status !== 'pass')
    .map(({ id, title, status, because, needsMoreTrials }) =>
      status === 'fail'
        ? noGo('objective', id, `${id}: ${title}. ${because}`)
        : open('objective', id, `${id}: ${title}. ${because}`, needsMoreTrials),
    );
}

/** A failure that was mended once and is back is a failure, however well all else went. */
export function corpusReasons({ corpusFailures = [] }: JudgeInput): readonly Reason[] {
  return corpusFailures.map(({ file, invariant, because }) =>
    invariant === null
      ? open('corpus', file, `The past failure ${file} could not be played: ${because}`)
      : noGo(
          'corpus',
          file,
          `The past failure ${file} is back: ${invariant}, ${because}. Replay: npx fulgurite replay ${file}`,
        ),
  );
}

/** Is this run able to say anything? A defect of the harness or a hole in the plan is never the product's fault. */
export function harnessReasons(input: JudgeInput, scenarios: Verdict['scenarios']): readonly Reason[] {
  const reasons = input.problems.map((problem) => open('harness', null, problem));
  const crashed = input.trials.filter(({ status }) => status === 'crashed');
  if (crashed.length > 0)
    reasons.push(
      open(
        'harness',
        crashed[0]!.spec.scenario,
        `${counted(crashed.length, 'trial')} crashed in the harness, the first is ${crashed[0]!.spec.scenario} ${crashed[0]!.spec.index}: ${crashed[0]!.crash ?? 'no message'}`,
      ),
    );
  if (scenarios.length === 0) reasons.push(open('plan', null, 'The plan is empty: no scenario was played.'));
  for (const { name, trials, crashed: lost, trialsPlanned, intents } of scenarios) {
    const missing = trialsPlanned - trials - lost;
    if (missing > 0)
      reasons.push(
        open(
          'plan',
          name,
          `${name}: ${counted(missing, 'planned trial')} did not run (${trials + lost} of ${trialsPlanned}).`,
        ),
      );
    if (trials > 0 && intents === 0)
      reasons.push(open('plan', name, `${name}: not one payment intent in ${counted(trials, 'trial')}.`));
  }
  return reasons;
}

/** A gate must prove that it can fail. */
export function selfTestReasons({ selfTest, determinism }: JudgeInput): readonly Reason[] {
  const reasons: Reason[] = [];
  if (selfTest.mutants.length === 0)
    reasons.push(
      open('self-test', null, 'No planted mutant was run: the gate has not shown that it can fail.'),
    );
  for (const { id, title, expected, caughtBy, trials } of selfTest.mutants)
    if (caughtBy === null)
      reasons.push(
        open(
          'self-test',
          id,
          `Planted mutant ${id} (${title}) survived ${counted(trials, 'trial')}; ${expected} should have caught it.`,
        ),
      );
  if (selfTest.mutants.length > 0 && selfTest.canaries.length === 0)
    reasons.push(
      open(
        'self-test',
        null,
        'No canary and no control was run: nothing shows that the gate turns red at once, and stays quiet when nothing is wrong.',
      ),
    );
  for (const { id, title, asExpected } of selfTest.canaries)
    if (!asExpected) reasons.push(open('self-test', id, `Canary ${id} (${title}) did not end as it must.`));
  if (determinism === null) return reasons;
  const [first] = determinism.differing;
  if (determinism.sampled === 0)
    reasons.push(open('determinism', null, 'No trial was run twice: nothing shows that a seed replays.'));
  if (first !== undefined)
    reasons.push(
      open(
        'determinism',
        first.scenario,
        `${determinism.differing.length} of ${counted(determinism.sampled, 'trial')} run twice gave another ${repeated(determinism)}; the first is ${first.scenario}, seed ${first.seed}: ${first.difference}.`,
      ),
    );
  return reasons;
}

/**
 * A kind of fault that was injected so often and never touched anything is idle for a reason. Fewer injections may miss
 * by chance (the kinds that strike most seldom do in one of three): what is asked of those stands in C14, in proportion to
 * the length of the run.
 */
const IDLE_INJECTIONS = 20;

/**
 * A fault that touched nothing was not tested: one that a scenario is there to exercise must have an effect in that
 * scenario, any other one somewhere in the run once it was injected often enough.
 */
export function coverageReasons(faults: readonly FaultCoverage[]): readonly Reason[] {
  const idle = new Set(
    [...Map.groupBy(faults, ({ kind }) => kind)]
      .filter(([, rows]) => rows.every(({ effects }) => effects === 0))
      .filter(([, rows]) => {
        const requested = rows.reduce((sum, row) => sum + row.requested, 0);
        return requested >= IDLE_INJECTIONS || rows.some(({ unavailable }) => unavailable !== null);
      })
      .map(([kind]) => kind),
  );
  return faults
    .filter(({ kind, effects, expected }) => effects === 0 && (expected || idle.has(kind)))
    .map((fault) =>
      open(
        'coverage',
        fault.kind,
        `Fault ${fault.kind} was not exercised in ${fault.scenario}: ${whyNot(fault)}.`,
      ),
    );
}

function whyNot({ unavailable, requested }: FaultCoverage): string {
  if (unavailable !== null) return `it cannot be injected here (${unavailable})`;
  return requested === 0
    ? 'no trial drew it'
    : `it was injected ${counted(requested, 'time')} and touched nothing`;
}

/**
 * What the run should have met and did not (C01 to C15). `unplayable` counts only where the gate asks for all: a pilot may
 * leave a scenario out, and the report says so.
 */
export function quotaReasons({ mode, quotas }: CoverageResult): readonly Reason[] {
  if (mode === 'report') return [];
  return quotas
    .filter(({ status }) => status === 'unmet' || (status === 'unplayable' && mode === 'all'))
    .map(({ id, title, because, needsMoreTrials }) =>
      open('coverage', id, `${id} (${title}): ${because}`, needsMoreTrials),
    );
}

/** A clean run may say GO only when it is long enough for the claim of the gate. */
export function claimReasons(input: JudgeInput, trials: number, bound: number | null): readonly Reason[] {
  const { maxRate, confidence } = input.gate.safety.claim;
  if (bound !== null && bound <= maxRate) return [];
  const needed = zeroFailureSampleSize(maxRate, 1 - confidence);
  const claim = `"less than ${formatQuantity(maxRate, 'ratio')} of trials violate anything, at ${formatQuantity(confidence, 'ratio')}"`;
  return [
    open(
      'claim',
      null,
      `${counted(trials, 'clean trial')} cannot carry the claim ${claim}: it takes ${counted(needed, 'trial')}.`,
      Math.max(1, needed - trials),
    ),
  ];
}
