import { createPolicyEngine } from '#orchestrator/policy/evaluate';
import { loadPolicy } from '#orchestrator/policy/load';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import { HistoryEncoder } from '#reports/evidence/encoded-history';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';
import { InvariantChecker } from '../invariants/checker.ts';
import { Simulation } from './simulation.ts';
import type { TrialContext, TrialOptions } from './trial-context.ts';

/** The last policy that was compiled in this thread: all trials of a run share one. */
let lastPolicy: { readonly text: string; readonly policy: LoadedPolicy } | null = null;

/** @throws Error for a policy that does not load: the caller has checked it before. */
export function policyOf(context: TrialContext): LoadedPolicy {
  if (lastPolicy?.text === context.policyText) return lastPolicy.policy;
  const loaded = loadPolicy(context.policyText);
  if (!loaded.ok) throw new Error(`policy: ${loaded.problems[0]?.message}`);
  lastPolicy = { text: context.policyText, policy: loaded.policy };
  return loaded.policy;
}

/**
 * Runs one trial of the deterministic simulation and judges its invariants online. The same context, spec and options
 * give the same bytes. An exception out of it is a defect of harness or orchestrator, for the caller to report.
 */
export function runTrial(context: TrialContext, spec: TrialSpec, options: TrialOptions): TrialResult {
  const encoder =
    options.history === 'none' ? null : new HistoryEncoder({ keep: options.history === 'keep' });
  const checker = new InvariantChecker();
  let intentCount = 0;
  let settledCount = 0;
  const simulation = new Simulation(context, spec, options, policyOf(context), createPolicyEngine, encoder, [
    (event) => {
      checker.observe(event);
      if (event.kind === 'intent-received') intentCount++;
      else if (event.kind === 'intent-moved' && event.state === 'settled') settledCount++;
    },
  ]);
  simulation.run();
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
    intentCount,
    settledCount,
    virtualMs: simulation.nowMs,
    wallMs: 0,
  };
}
