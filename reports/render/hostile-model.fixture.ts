import { fixtureModel } from './report-model.fixture.ts';
import type { ReportModel } from './report-model.ts';

/** Everything that a name from a file could try: to leave its element, its attribute, its cell or its line. */
export const HOSTILE = `<script>alert(1)</script>" onload='x' ]]> & | \`rm\` [a](http://x.test) <!-- @all \u202e\u0000\n# h`;

/** What of it must never reach a page as it is. */
export const UNSEEN = ['\u0000', '\u202e', '<script'] as const;

/** The no-go model with that name in every place that takes text from outside. */
export function hostileModel(): ReportModel {
  const model = fixtureModel('no-go');
  const { verdict, run } = model;
  return {
    ...model,
    verdict: {
      ...verdict,
      because: HOSTILE,
      reasons: verdict.reasons.map((reason) => ({ ...reason, text: HOSTILE })),
      environment: HOSTILE,
      invariants: verdict.invariants.map((invariant) => ({
        ...invariant,
        title: HOSTILE,
        first:
          invariant.first === null
            ? null
            : { ...invariant.first, because: HOSTILE, replay: HOSTILE, scenario: HOSTILE },
      })),
      objectives: verdict.objectives.map((objective) => ({ ...objective, title: HOSTILE, because: HOSTILE })),
      scenarios: verdict.scenarios.map((scenario) => ({ ...scenario, name: HOSTILE })),
      faults: verdict.faults.map((fault) => ({ ...fault, kind: HOSTILE, scenario: HOSTILE })),
    },
    run: {
      ...run,
      pilot: { name: HOSTILE, description: HOSTILE, hash: HOSTILE },
      command: HOSTILE,
      environment: [{ name: HOSTILE, value: HOSTILE }],
      artefacts: [{ file: HOSTILE, sha256: HOSTILE }],
    },
    scenarios: model.scenarios.map((scenario, at) => ({
      ...scenario,
      name: `${HOSTILE}${at}`,
      story: HOSTILE,
      outcomes: scenario.outcomes.map((outcome) => ({ ...outcome, state: `${outcome.state}${HOSTILE}` })),
    })),
    metrics: model.metrics.map((each) => ({ ...each, title: HOSTILE, meaning: HOSTILE })),
    latency: model.latency.map((row, at) => ({ ...row, scenario: `${HOSTILE}${at}` })),
    latencyLimits: [{ label: HOSTILE, ms: 8_000 }],
    feeBands: model.feeBands.map((row, at) => ({ ...row, band: `${HOSTILE}${at}` })),
    cases: model.cases.map((failing) => ({
      ...failing,
      title: HOSTILE,
      because: HOSTILE,
      faults: [HOSTILE],
      story: failing.story.map((line) => ({ ...line, text: HOSTILE, voice: HOSTILE })),
      replay: HOSTILE,
      file: HOSTILE,
    })),
    blindSpots: [HOSTILE],
  };
}
