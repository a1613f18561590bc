import { runTrial } from '#harness/sim/trial';
import { contextFor, smallPayments } from '../pilot.ts';

const INTENTS = 100_000;

/** 100,000 intents of about 1,000 sat on ln_100, baseline, invariants on, no evidence kept: the whole of it, once. */
const context = contextFor(smallPayments(INTENTS, 100), 'ln-100');
const startedMs = performance.now();
const result = runTrial(
  context,
  { scenario: 'baseline', index: 0, ordinal: 0, seed: '1' },
  { history: 'none' },
);
const seconds = (performance.now() - startedMs) / 1000;
console.log(
  JSON.stringify({
    intents: result.intentCount,
    settled: result.settledCount,
    violations: result.violations.length,
    events: result.eventCount,
    seconds,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
