import type { TrialResult, TrialSpec } from '#reports/evidence/trial';

/** What is kept of a trial that did not end: nothing but the reason. A defect of the harness, never a pass. */
export function crashedResult(spec: TrialSpec, crash: string): TrialResult {
  return {
    spec,
    status: 'crashed',
    crash,
    historyHash: '',
    eventCount: 0,
    history: new Uint8Array(0),
    violations: [],
    examined: {},
    faults: [],
    coverage: new Uint32Array(0),
    intentCount: 0,
    settledCount: 0,
    virtualMs: 0,
    wallMs: 0,
  };
}
