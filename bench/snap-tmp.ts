import v8 from 'node:v8';
import { InvariantChecker } from '#harness/invariants/checker';
import { Simulation } from '#harness/sim/simulation';
import { policyOf } from '#harness/sim/trial';
import { createPolicyEngine } from '#orchestrator/policy/evaluate';
import { HistoryEncoder } from '#reports/evidence/encoded-history';
import { contextFor, smallPayments } from './pilot.ts';

const n = 5000;
const ctx = contextFor(smallPayments(n, 100), 'ln-100', 'scenarios/policies/pilot-policy.yaml');
const checker = new InvariantChecker();
const before = v8.getHeapStatistics().used_heap_size;
const sim = new Simulation(
  ctx,
  { scenario: 'baseline', index: 0, ordinal: 0, seed: '1' },
  { history: 'hash' },
  policyOf(ctx),
  createPolicyEngine,
  new HistoryEncoder({ keep: false }),
  [(e) => checker.observe(e)],
);
sim.run();
(globalThis as any).gc?.();
console.log('live per intent', (v8.getHeapStatistics().used_heap_size - before) / n);
v8.writeHeapSnapshot('/tmp/t/x.heapsnapshot');
console.log(sim.nowMs, checker.finish().violations.length);
