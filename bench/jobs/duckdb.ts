import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveSeed } from '#harness/sim/random';
import { runTrial } from '#harness/sim/trial';
import { EvidenceStore } from '#reports/store/evidence-store';
import { contextFor, quickstartPilot } from '../pilot.ts';

const TRIALS = 700;
const PLAYED = 140;

/** Encoded histories of real quickstart trials into evidence.duckdb: decoding, appending, flushing; then deriving. */
const pilot = quickstartPilot();
const context = contextFor(pilot, pilot.topology);
const played = Array.from({ length: PLAYED }, (_, index) => {
  const { name } = pilot.scenarios[index % pilot.scenarios.length]!;
  const spec = { scenario: name, index, ordinal: index, seed: deriveSeed('1', name, index) };
  return runTrial(context, spec, { history: 'keep' });
});
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-bench-'));
try {
  const store = await EvidenceStore.create(join(folder, 'evidence.duckdb'), {
    run: 'bench',
    pilot: pilot.name,
    environment: 'sim',
    seed: '1',
    version: 'bench',
    valueBandsSat: pilot.gate.valueBandsSat,
  });
  await store.addTopology(context.network);
  let events = 0;
  const startedMs = performance.now();
  for (let ordinal = 0; ordinal < TRIALS; ordinal++) {
    const result = played[ordinal % PLAYED]!;
    store.addTrial({ ...result, spec: { ...result.spec, ordinal } }, context.network.name);
    events += result.eventCount;
  }
  store.flush();
  const loadedMs = performance.now();
  await store.finish();
  console.log(
    JSON.stringify({
      events,
      loadSeconds: (loadedMs - startedMs) / 1000,
      deriveSeconds: (performance.now() - loadedMs) / 1000,
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
