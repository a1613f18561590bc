import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrialResult } from '../evidence/trial.ts';
import { EvidenceReader } from './evidence-reader.ts';
import { EvidenceStore } from './evidence-store.ts';
import { METRIC_IDS } from './metric-registry.ts';
import { CALM, eventsOf, TOPOLOGY, TROUBLED, trialOf } from './two-trials.fixture.ts';

const RUN = {
  run: 'r',
  pilot: 'p',
  environment: 'sim',
  seed: '7',
  version: '0',
  valueBandsSat: [1_000, 10_000, 100_000],
};
const violation = {
  invariant: 'S01',
  atSeq: 24,
  atMs: 455,
  intents: [1],
  because: "paid twice: it's a duplicate",
};

let folder: string;
const opened: EvidenceReader[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterAll(async () => {
  for (const reader of opened) reader.close();
  await rm(folder, { recursive: true });
});

async function store(name: string, trials: readonly TrialResult[]): Promise<EvidenceReader> {
  const path = join(folder, name);
  const written = await EvidenceStore.create(path, RUN);
  await written.addTopology(TOPOLOGY);
  for (const trial of trials) written.addTrial(trial, TOPOLOGY.name);
  await written.finish();
  const reader = await EvidenceReader.open(path);
  opened.push(reader);
  return reader;
}

describe('evidence of a troubled trial, a crashed one and a calm one', () => {
  let evidence: EvidenceReader;
  beforeAll(async () => {
    evidence = await store('three.duckdb', [
      trialOf(0, TROUBLED, {
        violations: [violation],
        faults: [
          { ordinal: 0, kind: 'node-kill', effects: 1 },
          { ordinal: 1, kind: 'drain', effects: 0 },
        ],
      }),
      trialOf(3, TROUBLED, { status: 'crashed', crash: 'out of memory' }),
      trialOf(4, CALM),
    ]);
  });
  const rows = (sql: string) => evidence.rows(sql);

  it('holds every event exactly', async () => {
    const found = await rows('SELECT * EXCLUDE trial FROM events WHERE trial = 0 ORDER BY seq');
    expect(found).toEqual(
      TROUBLED.map((e) => [
        ...[e.seq, e.atMs, e.kind, e.intent, e.attempt, e.node, e.peer, e.request, e.amountMsat, e.feeMsat],
        ...[e.limitMsat, e.hash, e.actor, e.was, e.state, e.cause, e.digest, e.tier, e.corridor],
      ]),
    );
  });

  it('derives intents', async () => {
    const columns =
      'tenant, organic, submitted_ms, received_ms, band, implementation, final_state, terminal_ms, settled_ms, fee_paid_msat, attempts, troubled, exceptions, approvals';
    expect(await rows(`SELECT ${columns} FROM intents WHERE trial = 0 ORDER BY intent`)).toEqual([
      ['acme', true, 100, 110, '<10k', 'cln', 'settled', 500, 500, 30, 2, true, 0, 0],
      ['acme', true, 400, 410, '>=100k', 'lnd', 'settled', 460, 460, 2000, 1, false, 0, 0],
      ['zeta', true, 500, 510, '>=100k', 'lnd', 'in_doubt', null, null, null, 1, true, 1, 1],
      ['ghost', false, null, 601, '<1k', null, 'declined', 610, null, null, 0, false, 0, 0],
    ]);
    expect(await rows('SELECT band, deadline_ms FROM intents WHERE trial = 4')).toEqual([['<10k', 0]]);
  });

  it('derives attempts, with what the world did', async () => {
    const columns =
      'intent, attempt, implementation, outcome, reason, source, fee_msat, resolved_ms, unknown_ms, dispatched_ms, world_begun_ms, world_outcome, world_ended_ms, world_fee_msat';
    expect(await rows(`SELECT ${columns} FROM attempts WHERE trial = 0 ORDER BY ALL`)).toEqual([
      [0, 1, 'lnd', 'failed', 'no_route', 'pay_answer', null, 210, null, null, 121, 'failed', 200, null],
      [0, 2, 'cln', 'settled', '', 'lookup', 30, 500, 300, 220, 221, 'settled', 250, 30],
      [1, 1, 'lnd', 'settled', '', 'pay_answer', null, 460, null, null, 421, 'settled', 450, 2000],
      [2, 1, 'lnd', 'unknown', '', '', null, null, 530, null, 521, 'failed', 700, null],
    ]);
  });

  it('derives faults, exceptions, phases, reconciliations and violations', async () => {
    expect(await rows('FROM faults WHERE trial = 0 ORDER BY fault')).toEqual([
      [0, 0, 'node-kill', 1, -1, '{"ms":50}', 90, 140, 1, 1],
      [0, 1, 'drain', null, null, null, null, null, 0, 0],
    ]);
    expect(await rows('FROM exceptions WHERE trial = 0')).toEqual([
      [0, 2, 1, 'in_doubt_too_long', 600, null, ''],
    ]);
    expect(await rows('FROM phases WHERE trial = 4 ORDER BY began_ms')).toEqual([
      [4, 'storm', 0],
      [4, 'heal', 100],
    ]);
    expect(await rows('FROM reconciliations WHERE trial = 0 ORDER BY ALL')).toEqual([
      [0, 0, 1, 200, 210, 'failed', 'failed'],
      [0, 0, 2, 250, 500, 'settled', 'settled'],
      [0, 1, 1, 450, 460, 'settled', 'settled'],
      [0, 2, 1, 700, null, 'unknown', 'failed'],
    ]);
    expect(await rows('SELECT * EXCLUDE because FROM violations')).toEqual([[0, 0, 'S01', 24, 455, '1']]);
  });

  const values = (...trials: number[][]) => ({ kind: 'values', trials });
  const ratios = (...trials: [number, number][]) => ({
    kind: 'ratios',
    trials: trials.map(([numerator, denominator]) => ({ numerator, denominator })),
  });
  const open = Number.POSITIVE_INFINITY;
  it.each([
    ['settlement_latency_ms', {}, values([60, 400], [50.25])],
    ['settlement_latency_ms', { tier: 'low', implementation: 'cln', band: '<10k' }, values([400], [50.25])],
    ['settlement_latency_ms', { scenario: 'other' }, values()],
    ['time_to_certainty_ms', {}, values([60, 400, open], [50.25])],
    ['fee_rate_ppm', {}, ratios([2030, 505e6], [0, 1e6])],
    ['fee_rate_ppm', { band: '>=100k' }, ratios([2000, 5e8])],
    ['route_failure_ratio', {}, ratios([1, 3], [0, 1])],
    ['route_failure_ratio', { implementation: 'lnd' }, ratios([1, 2])],
    ['auto_recovery_ratio', {}, ratios([1, 2])],
    ['manual_intervention_ratio', {}, ratios([1, 3], [0, 1])],
    ['manual_intervention_ratio', { tier: 'high' }, ratios([1, 1])],
    ['required_approval_ratio', {}, ratios([1, 3], [0, 1])],
    ['reconciliation_ms', {}, values([10, 10, 250, open], [0])],
    ['open_discrepancies', {}, { kind: 'counts', trials: [1, 0] }],
    ['duplicate_settlements', {}, { kind: 'counts', trials: [1, 0] }],
    ['fee_cap_breaches', {}, { kind: 'counts', trials: [1, 0] }],
    ['recovery_after_heal_ms', {}, values([open], [30.25])],
    ['audit_completeness_ratio', {}, ratios([5, 14], [0, 3])],
    ['unknown_age_ms', {}, values([200, open])],
    ['settled_ratio', {}, ratios([2, 3], [1, 1])],
  ] as const)('%s %o', async (id, slice, expected) => {
    expect(await evidence.samples(id, slice)).toEqual(expected);
  });

  it('sums metrics up by trial and over all, for each slice', async () => {
    const byTrial = `SELECT slice, trial, numerator, denominator, value FROM metric_by_trial WHERE scenario = 'storm' AND metric =`;
    expect(await rows(`${byTrial} 'fee_rate_ppm' ORDER BY ALL`)).toEqual([
      ['all', 0, 2030, 505e6, (2030 / 505e6) * 1e6],
      ['all', 4, 0, 1e6, 0],
      ['band:<10k', 0, 30, 5e6, 6],
      ['band:<10k', 4, 0, 1e6, 0],
      ['band:>=100k', 0, 2000, 5e8, 4],
      ['implementation:cln', 0, 30, 5e6, 6],
      ['implementation:cln', 4, 0, 1e6, 0],
      ['implementation:lnd', 0, 2000, 5e8, 4],
      ['tier:low', 0, 30, 5e6, 6],
      ['tier:low', 4, 0, 1e6, 0],
      ['tier:medium', 0, 2000, 5e8, 4],
    ]);
    expect(await rows(`${byTrial} 'unknown_age_ms' AND slice = 'all'`)).toEqual([['all', 0, 1, 2, open]]);
    const summary = `SELECT metric, trials, value, p50, p95, max, open FROM metrics WHERE scenario = '' AND slice = 'all' AND metric IN`;
    expect(
      await rows(
        `${summary} ('reconciliation_ms', 'duplicate_settlements', 'settled_ratio') ORDER BY metric`,
      ),
    ).toEqual([
      ['duplicate_settlements', 2n, 1, null, null, null, null],
      ['reconciliation_ms', 2n, null, 10, null, 250, 1n],
      ['settled_ratio', 2n, 0.75, null, null, null, null],
    ]);
  });

  it('explains every table, view and column of a table', async () => {
    const bare = await rows(`
SELECT table_name FROM duckdb_tables() WHERE comment IS NULL UNION ALL
SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal UNION ALL
SELECT table_name || '.' || column_name FROM duckdb_columns()
WHERE NOT internal AND coalesce(comment, '') = '' AND table_name IN (SELECT table_name FROM duckdb_tables()) AND table_name <> 'metrics'`);
    expect(bare).toEqual([]);
  });
});

it('has no samples, and no metric that looks like a pass, when nothing happened', async () => {
  const evidence = await store('nothing.duckdb', [
    trialOf(0, []),
    trialOf(1, TROUBLED, { status: 'crashed', crash: 'defect' }),
  ]);
  for (const id of METRIC_IDS) expect((await evidence.samples(id)).trials, id).toEqual([]);
  expect(await evidence.rows('FROM metrics')).toEqual([]);
  expect(await evidence.rows('FROM metric_by_trial')).toEqual([]);
  expect(await (await store('empty.duckdb', [])).rows('FROM metrics')).toEqual([]);
});

it('keeps batches apart: many large trials give the same as one', async () => {
  const noise = Array.from(
    { length: 130_000 },
    (_, at) => [2000 + at, 'block-mined', { amountMsat: at }] as const,
  );
  const long = [
    ...TROUBLED,
    ...eventsOf(noise).map((event) => ({ ...event, seq: event.seq + TROUBLED.length })),
  ];
  const evidence = await store(
    'batches.duckdb',
    [0, 1, 2, 3].map((ordinal) => trialOf(ordinal, long)),
  );
  expect(await evidence.samples('settlement_latency_ms')).toEqual({
    kind: 'values',
    trials: [0, 1, 2, 3].map(() => [60, 400]),
  });
  expect(await evidence.rows('SELECT trial, count(*) FROM event_rows GROUP BY trial ORDER BY trial')).toEqual(
    [0, 1, 2, 3].map((trial) => [trial, BigInt(long.length)]),
  );
});

it('refuses trials out of order, and leaves no metrics when it is given up', async () => {
  const path = join(folder, 'half.duckdb');
  const half = await EvidenceStore.create(path, RUN);
  half.addTrial(trialOf(5, CALM), 'nowhere');
  expect(() => half.addTrial(trialOf(5, CALM), 'nowhere')).toThrow('trial 5 after trial 5');
  half.close();
  const reader = await EvidenceReader.open(path);
  await expect(reader.rows('FROM metrics')).rejects.toThrow('metrics does not exist');
  reader.close();
});
