import { runTrial } from '#harness/sim/trial';
import { contextFor, smallPayments } from './pilot.ts';

const n = Number(process.argv[2] ?? 100000);
const ctx = contextFor(smallPayments(n, 100), 'ln-100', 'scenarios/policies/pilot-policy.yaml');
const t0 = performance.now();
const c0 = process.cpuUsage();
const r = runTrial(ctx, { scenario: 'baseline', index: 0, ordinal: 0, seed: '1' }, { history: 'none' });
const s = (performance.now() - t0) / 1000;
const c = process.cpuUsage(c0);
console.log({
  cpuUsPerIntent: (c.user + c.system) / n,
  n,
  s,
  perS: n / s,
  events: r.eventCount,
  settled: r.settledCount,
  intents: r.intentCount,
  v: r.violations.slice(0, 3),
  rss: process.resourceUsage().maxRSS / 1024,
});
