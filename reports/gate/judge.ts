import { upperBound } from '../statistics/clopper-pearson.ts';
import { claimLadder } from './claim-ladder.ts';
import { faultCoverage, scenarioCounts } from './coverage.ts';
import { judgeCoverage } from './judge-coverage.ts';
import type { JudgeInput } from './judge-input.ts';
import { judgeInvariants, trialReference } from './judge-invariants.ts';
import { judgeObjectives } from './judge-objectives.ts';
import { counted } from './quantity.ts';
import {
  claimReasons,
  corpusReasons,
  coverageReasons,
  harnessReasons,
  invariantReasons,
  objectiveReasons,
  quotaReasons,
  selfTestReasons,
} from './reasons.ts';
import { type Reason, RULES, VERDICT_VERSION, type Verdict, type VerdictValue } from './verdict-schema.ts';

/**
 * The verdict on a run: NO-GO > INCONCLUSIVE > GO (gates-and-evidence.md, "Proposed gate semantics"). Pure: the same
 * evidence and the same gate give the same verdict, on any machine, at any time.
 */
export function judge(input: JudgeInput): Verdict {
  const completed = input.trials.filter(({ status }) => status === 'completed').length;
  const violating = input.trials.filter(({ violations }) => violations.length > 0).length;
  // A crashed trial counts only if it violated something before: it cannot vouch for the absence of violations.
  const examined =
    completed + input.trials.filter((t) => t.status === 'crashed' && t.violations.length > 0).length;
  const { claim } = input.gate.safety;
  const claimBound =
    examined === 0 ? null : upperBound({ hits: violating, total: examined }, 1 - claim.confidence);
  const invariants = judgeInvariants(input);
  const objectives = judgeObjectives(input.gate, input.samples);
  const scenarios = scenarioCounts(input);
  const faults = faultCoverage(input);
  const coverage = judgeCoverage(input);
  const reasons = sorted([
    ...invariantReasons(invariants),
    ...objectiveReasons(objectives),
    ...corpusReasons(input),
    ...harnessReasons(input, scenarios),
    ...selfTestReasons(input),
    ...coverageReasons(faults),
    ...quotaReasons(coverage),
    ...(violating === 0 ? claimReasons(input, completed, claimBound) : []),
    ...(input.invariants.length === 0 ? [NO_INVARIANTS] : []),
  ]);
  const verdict = worst(reasons);
  const warnings = objectives.filter(({ level, status }) => level === 'warn' && status !== 'pass').length;
  return {
    version: VERDICT_VERSION,
    verdict,
    label: warnings === 0 ? verdict : `${verdict} (${counted(warnings, 'warning')})`,
    because: because(reasons, {
      invariants: invariants.length,
      objectives: objectives.length,
      warnings,
      completed,
    }),
    reasons,
    environment: input.environment,
    seed: input.seed,
    trials: completed,
    trialsPlanned: input.scenarios.reduce((sum, { trials }) => sum + trials, 0),
    historyHash: input.historyHash,
    alpha: input.gate.alpha,
    alphaFail: input.gate.alphaFail,
    claim: { ...claim, bound: claimBound },
    claimLadder: claimLadder(examined, violating),
    invariants: [...invariants],
    objectives: [...objectives],
    scenarios,
    faults: [...faults],
    coverage,
    selfTest: input.selfTest,
    determinism: input.determinism,
    crashed: input.trials
      .filter(({ status }) => status === 'crashed')
      .map((trial) => ({
        ...trialReference(trial, input.replayLines),
        because: trial.crash ?? 'no message',
      })),
  };
}

const NO_INVARIANTS: Reason = {
  verdict: 'INCONCLUSIVE',
  rule: 'plan',
  subject: null,
  text: 'No invariant was checked.',
  needsMoreTrials: null,
};

function worst(reasons: readonly Reason[]): VerdictValue {
  if (reasons.some(({ verdict }) => verdict === 'NO-GO')) return 'NO-GO';
  return reasons.length > 0 ? 'INCONCLUSIVE' : 'GO';
}

/** Worst first, then by rule, then as found. */
function sorted(reasons: readonly Reason[]): Reason[] {
  const weight = ({ verdict, rule }: Reason) =>
    (verdict === 'NO-GO' ? 0 : RULES.length) + RULES.indexOf(rule);
  return [...reasons].sort((a, b) => weight(a) - weight(b));
}

function because(
  reasons: readonly Reason[],
  {
    invariants,
    objectives,
    warnings,
    completed,
  }: Record<'invariants' | 'objectives' | 'warnings' | 'completed', number>,
): string {
  const [first] = reasons;
  if (first === undefined) {
    const warned = warnings === 0 ? '' : `, ${counted(warnings, 'more warns', 'more warn')}`;
    const passed =
      objectives === 0
        ? 'no objective was set'
        : `${counted(objectives - warnings, 'objective')} passed${warned}`;
    return `${counted(invariants, 'invariant')} held in ${counted(completed, 'trial')}; ${passed}.`;
  }
  const rest = reasons.length - 1;
  return rest === 0 ? first.text : `${first.text} And ${counted(rest, 'more reason')}.`;
}
