import type { JudgeInput } from './judge-input.ts';
import type { FaultCoverage, Verdict } from './verdict-schema.ts';

/** One row per scenario and fault kind, planned or seen: what was asked for and what had an effect. */
export function faultCoverage(input: JudgeInput): readonly FaultCoverage[] {
  const unavailable = new Map(input.unavailableFaults.map(({ kind, why }) => [kind, why]));
  const rows = new Map<string, FaultCoverage>();
  const row = (scenario: string, kind: string) =>
    rows.get(`${scenario}\n${kind}`) ?? {
      kind,
      scenario,
      expected: false,
      requested: 0,
      effective: 0,
      effects: 0,
      unavailable: unavailable.get(kind) ?? null,
    };
  const put = (next: FaultCoverage) => rows.set(`${next.scenario}\n${next.kind}`, next);
  for (const { name, expectedFaults } of input.scenarios)
    for (const kind of expectedFaults) put({ ...row(name, kind), expected: true });
  for (const { spec, faults } of input.trials)
    for (const { kind, effects } of faults) {
      const old = row(spec.scenario, kind);
      put({
        ...old,
        requested: old.requested + 1,
        effective: old.effective + (effects > 0 ? 1 : 0),
        effects: old.effects + effects,
      });
    }
  return [...rows.values()];
}

/** One row per scenario, planned or seen. */
export function scenarioCounts(input: JudgeInput): Verdict['scenarios'] {
  const planned = new Map(input.scenarios.map(({ name, trials }) => [name, trials]));
  for (const { spec } of input.trials) if (!planned.has(spec.scenario)) planned.set(spec.scenario, 0);
  return [...planned].map(([name, trialsPlanned]) => {
    const trials = input.trials.filter(({ spec }) => spec.scenario === name);
    return {
      name,
      trialsPlanned,
      trials: trials.filter(({ status }) => status === 'completed').length,
      crashed: trials.filter(({ status }) => status === 'crashed').length,
      intents: trials.reduce((sum, { intentCount }) => sum + intentCount, 0),
      settled: trials.reduce((sum, { settledCount }) => sum + settledCount, 0),
      violatingTrials: trials.filter(({ violations }) => violations.length > 0).length,
    };
  });
}
