import { runTrial } from '#harness/sim/trial';
import { contextFor, smallPayments } from '../pilot.ts';

const INTENTS = 5_000;

/** 5,000 intents from three payers on the 6,006 nodes of mainnet 2020, first to last, loading included. */
const startedMs = performance.now();
const context = contextFor(smallPayments(INTENTS, 100), 'mainnet-2020');
const loadedMs = performance.now();
const result = runTrial(
  context,
  { scenario: 'baseline', index: 0, ordinal: 0, seed: '1' },
  { history: 'none' },
);
const endedMs = performance.now();
console.log(
  JSON.stringify({
    nodes: context.network.nodes.length,
    intents: result.intentCount,
    settled: result.settledCount,
    violations: result.violations.length,
    loadSeconds: (loadedMs - startedMs) / 1000,
    seconds: (endedMs - startedMs) / 1000,
  }),
);
