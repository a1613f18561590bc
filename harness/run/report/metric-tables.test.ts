import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MetricCell, MetricTable } from '#reports/render/report-model';
import { EvidenceReader } from '#reports/store/evidence-reader';
import { EvidenceStore } from '#reports/store/evidence-store';
import { CALM, TOPOLOGY, TROUBLED, trialOf } from '#reports/store/two-trials.fixture';
import { metricTables } from './metric-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-metrics-'));
let reader: EvidenceReader;
let tables: ReadonlyMap<string, MetricTable>;

beforeAll(async () => {
  const path = join(folder, 'evidence.duckdb');
  const store = await EvidenceStore.create(path, {
    run: 'r',
    pilot: 'p',
    environment: 'sim',
    seed: '1',
    version: '0',
    valueBandsSat: [1_000, 10_000, 100_000],
  });
  await store.addTopology(TOPOLOGY as Parameters<EvidenceStore['addTopology']>[0]);
  await store.addTrial(trialOf(0, TROUBLED), TOPOLOGY.name);
  const calm = { spec: { scenario: 'calm', index: 0, ordinal: 1, seed: '2' } };
  await store.addTrial(trialOf(1, CALM, calm), TOPOLOGY.name);
  await store.finish();
  reader = await EvidenceReader.open(path);
  const names = { scenarios: ['storm', 'calm', 'unplayed'], bands: ['<1k', '<10k', '<100k', '>=100k'] };
  tables = new Map((await metricTables(reader, names, 0.05)).map((table) => [table.id, table]));
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Group heading → row label → cells by the name of their column. */
function cells(id: string, by: string, label: string): Record<string, MetricCell> {
  const table = tables.get(id)!;
  const row = table.groups.find((group) => group.by === by)!.rows.find(([name]) => name === label)!;
  expect(row).toHaveLength(table.columns.length);
  return Object.fromEntries(table.columns.map(({ name }, at) => [name, row[at] ?? null]));
}

it('has the five pilot metrics, each for the run and for every slice', () => {
  expect([...tables.keys()]).toEqual([
    'settlement_latency_ms',
    'fee_rate_ppm',
    'route_failure_ratio',
    'manual_intervention_ratio',
    'reconciliation_ms',
  ]);
  for (const { groups } of tables.values())
    expect(groups.map(({ by, rows }) => [by, rows.length])).toEqual([
      ['', 1],
      ['By scenario', 3],
      ['By autonomy tier', 3],
      ['By implementation of the paying node', expect.any(Number)],
      ['By value band, sat', 4],
    ]);
});

it('fills every slice that has samples, and what is summed over scenarios is the run', () => {
  expect(cells('settlement_latency_ms', 'By scenario', 'storm')).toMatchObject({
    p50: 60,
    p95: 400,
    settled: 2,
  });
  const parts = ['storm', 'calm'].map((name) => cells('fee_rate_ppm', 'By scenario', name));
  const whole = cells('fee_rate_ppm', '', 'the whole run');
  expect(whole.fees).toBe(Number(parts[0]!.fees) + Number(parts[1]!.fees));
  expect(cells('fee_rate_ppm', 'By value band, sat', '>=100k')).toMatchObject({ rate: 4, fees: 2_000 });
  expect(cells('fee_rate_ppm', 'By autonomy tier', 'medium')).toMatchObject({ rate: 4, trials: 1 });
  expect(cells('fee_rate_ppm', 'By implementation of the paying node', 'lnd')).toMatchObject({ rate: 4 });
});

it('says why a cell has no figure', () => {
  expect(cells('settlement_latency_ms', 'By scenario', 'unplayed')).toMatchObject({
    p50: 'no sample',
    'p50 at most': null,
    trials: null,
  });
  expect(cells('settlement_latency_ms', 'By scenario', 'storm')['p95 at most']).toBe('too few');
  // One intent of three never ended: there is no p95.
  expect(cells('settlement_latency_ms', 'By scenario', 'storm')['certainty p95']).toBe('never');
  expect(cells('manual_intervention_ratio', '', 'the whole run')['at most']).toEqual({
    doubtful: expect.any(Number),
  });
});
