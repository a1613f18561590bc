import { runTrial } from '#harness/sim/trial';
import { contextFor, smallPayments } from '../pilot.ts';

const DAYS = Number(process.argv[2] ?? 30);
const DAY_S = 86_400;

/**
 * One payment per second on ln_100 for 30 days in one trial, on one thread, the orchestrator and its journal included.
 * 5 to 50 sat each, so that the payers' liquidity lasts: a drained network fails fast and would flatter the figure.
 */
const context = contextFor(smallPayments(DAYS * DAY_S, 1, 5, 50), 'ln-100');
const startedMs = performance.now();
const result = runTrial(
  context,
  { scenario: 'baseline', index: 0, ordinal: 0, seed: '1' },
  { history: 'none', judge: false },
);
const seconds = (performance.now() - startedMs) / 1000;
console.log(
  JSON.stringify({
    days: DAYS,
    virtualSeconds: result.virtualMs / 1000,
    intents: result.intentCount,
    settled: result.settledCount,
    violations: result.violations.length,
    events: result.eventCount,
    seconds,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
