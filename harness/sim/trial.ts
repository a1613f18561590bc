import { createPolicyEngine } from '#orchestrator/policy/evaluate';
import { HistoryEncoder } from '#reports/evidence/encoded-history';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';
import { CoverageCounter } from '../coverage/coverage-counter.ts';
import { InvariantChecker } from '../invariants/checker.ts';
import { compiledPolicy } from './compiled-policy.ts';
import { Simulation } from './simulation.ts';
import type { TrialContext, TrialOptions } from './trial-context.ts';
import type { TrialEnvironment } from './trial-environment.ts';
import { pilotInput, planInput, type TrialInput } from './trial-input.ts';
import type { TrialPlan } from './trial-plan.ts';

/**
 * Runs one trial of a pilot in the deterministic simulation and judges its invariants online. The same context, spec and
 * options give the same bytes. An exception out of it is a defect of harness or orchestrator, for the caller to report.
 */
export function runTrial(context: TrialContext, spec: TrialSpec, options: TrialOptions): TrialResult {
  return play(pilotInput(context, spec, options.schedule ?? null), context.policyText, spec, options);
}

/** The same for a trial that is written down. `spec` only names it. */
export function runPlan(
  plan: TrialPlan,
  spec: TrialSpec,
  options: Omit<TrialOptions, 'schedule'>,
): TrialResult {
  return play(planInput(plan), plan.policyText, spec, options);
}

function play(
  input: TrialInput,
  policyText: string,
  spec: TrialSpec,
  options: Omit<TrialOptions, 'schedule'>,
): TrialResult {
  const trial = prepareTrial(input, policyText, spec, options, null);
  trial.simulation.run();
  return trial.finish();
}

export interface PreparedTrial {
  readonly simulation: Simulation;
  /** What came of it, once it has been played to its end. */
  finish(): TrialResult;
}

/** A trial that is built and not played yet, with its judges. `environment` null: the simulation's own. */
export function prepareTrial(
  input: TrialInput,
  policyText: string,
  spec: TrialSpec,
  options: Omit<TrialOptions, 'schedule'>,
  environment: TrialEnvironment | null,
): PreparedTrial {
  const encoder =
    options.history === 'none' ? null : new HistoryEncoder({ keep: options.history === 'keep' });
  const checker = new InvariantChecker();
  const coverage = new CoverageCounter();
  const judge = options.judge !== false;
  let intentCount = 0;
  let settledCount = 0;
  const simulation = new Simulation(
    input,
    options,
    compiledPolicy(policyText, input.network),
    createPolicyEngine,
    encoder,
    [
      (event) => {
        if (judge) {
          checker.observe(event);
          coverage.observe(event);
        }
        if (event.kind === 'intent-received') intentCount++;
        else if (event.kind === 'intent-moved' && event.state === 'settled') settledCount++;
      },
    ],
    environment,
  );
  const finish = (): TrialResult => {
    const { violations, examined } = checker.finish();
    const encoded = encoder?.finish() ?? { hash: '', bytes: new Uint8Array(0) };
    return {
      spec,
      status: 'completed',
      crash: null,
      historyHash: encoded.hash,
      eventCount: simulation.eventCount,
      history: encoded.bytes,
      violations,
      examined,
      faults: simulation.effects(),
      coverage: coverage.finish(),
      intentCount,
      settledCount,
      virtualMs: simulation.nowMs,
      wallMs: 0,
    };
  };
  return { simulation, finish };
}
