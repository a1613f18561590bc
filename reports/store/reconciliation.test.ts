import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EvidenceReader } from './evidence-reader.ts';
import { EvidenceStore } from './evidence-store.ts';
import { eventsOf, TOPOLOGY, trialOf } from './two-trials.fixture.ts';

const RUN = { run: 'r', pilot: 'p', environment: 'sim', seed: '7', version: '0', valueBandsSat: [1_000] };
const attempt = { intent: 0, attempt: 1, node: 0, hash: 'h0' };
const failedBy = (actor: string, rest: Parameters<typeof eventsOf>[0] = []) =>
  eventsOf([
    [0, 'phase-began', { state: 'storm' }],
    [1, 'intent-received', { intent: 0, hash: 'h0' }],
    [2, 'attempt-opened', attempt],
    [3, 'payment-begun', { node: 0, hash: 'h0' }],
    [9, 'attempt-resolved', { ...attempt, state: 'failed', actor }],
    ...rest,
  ]);
const htlc = [80, 'htlc-pending', { node: 0, hash: 'h0' }] as const;

it.each([
  ['the payee closed the invoice, an HTLC waits for its time lock', failedBy('operator', [htlc]), 0],
  ['the same without an HTLC', failedBy('operator'), 1],
  ['the ledger took another word than the payee’s', failedBy('lookup', [htlc]), 1],
])('open discrepancies: %s', async (_name, events, open) => {
  const folder = await mkdtemp(join(tmpdir(), 'reconciliation-'));
  try {
    const store = await EvidenceStore.create(join(folder, 'e.duckdb'), RUN);
    await store.addTopology(TOPOLOGY);
    store.addTrial(trialOf(0, events), TOPOLOGY.name);
    await store.finish();
    const reader = await EvidenceReader.open(join(folder, 'e.duckdb'));
    const rows = await reader.rows('SELECT * FROM reconciliations WHERE agreed_ms IS NULL');
    reader.close();
    expect(rows).toHaveLength(open);
  } finally {
    await rm(folder, { recursive: true });
  }
});
