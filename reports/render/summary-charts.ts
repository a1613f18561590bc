import { formatQuantity, grouped } from '../gate/quantity.ts';
import { CHART_WIDTH, type Chart, frame } from './chart.ts';
import { PALETTE, stateColour } from './palette.ts';
import type { FeeBandRow, LatencyLimit, LatencyRow, ScenarioReport } from './report-model.ts';

const ROW_HEIGHT = 22;

/** How the intents of each scenario ended, as shares. */
export function outcomeChart(scenarios: readonly ScenarioReport[]): Chart | null {
  const rows = scenarios.flatMap(({ name, outcomes }) =>
    outcomes.map(({ state, count }) => ({ scenario: name, state, count })),
  );
  if (!rows.some(({ count }) => count > 0)) return null;
  const states = [...new Set(rows.map(({ state }) => state))];
  return {
    id: 'outcomes',
    title: 'How intents ended, by scenario',
    description: scenarios
      .map(
        ({ name, outcomes }) =>
          `${name}: ${outcomes.map((o) => `${o.count} ${spoken(o.state)}`).join(', ')}.`,
      )
      .join(' '),
    spec: {
      ...rowsFrame(
        scenarios.map(({ name }) => name),
        24 + 15 * Math.ceil(states.length / 2),
      ),
      data: { values: rows.map((row) => ({ ...row, state: spoken(row.state) })) },
      mark: { type: 'bar', height: 16 },
      encoding: {
        y: {
          field: 'scenario',
          type: 'nominal',
          sort: null,
          title: null,
          axis: { ticks: false, domain: false, labelLimit: 0 },
        },
        x: {
          aggregate: 'sum',
          field: 'count',
          type: 'quantitative',
          stack: 'normalize',
          title: 'share of intents',
          axis: { format: '.0%', tickCount: 5 },
        },
        order: { field: 'order', type: 'quantitative' },
        color: {
          field: 'state',
          type: 'nominal',
          scale: { domain: states.map(spoken), range: states.map(stateColour) },
          legend: { columns: 2 },
        },
      },
      transform: [{ calculate: `indexof(${JSON.stringify(states.map(spoken))}, datum.state)`, as: 'order' }],
    },
  };
}

/** What a character of a label takes on most screens, px. */
const CHARACTER_PX = 6.3;

/**
 * A row for each name, and as much room for the names as they need. Vega is not asked for it: without a font it reckons
 * with half as much again, and would leave little for the rows.
 */
function rowsFrame(names: readonly string[], top: number): object {
  const left = 16 + Math.ceil(CHARACTER_PX * Math.max(...names.map((name) => name.length)));
  const right = 16;
  return {
    width: CHART_WIDTH - left - right,
    height: ROW_HEIGHT * names.length,
    autosize: { type: 'none' },
    padding: { left, right, top, bottom: 40 },
  };
}

export function spoken(state: string): string {
  return state.replaceAll('_', ' ');
}

export function latencyChart(rows: readonly LatencyRow[], limits: readonly LatencyLimit[]): Chart | null {
  return rangeChart({ id: 'latency', title: 'Settlement latency by scenario' }, rows, limits);
}

export function reconciliationChart(
  rows: readonly LatencyRow[],
  limits: readonly LatencyLimit[],
): Chart | null {
  return rangeChart({ id: 'reconciliation', title: 'Reconciliation time by scenario' }, rows, limits);
}

/** Range of a duration by scenario: thin p5–p95, thick p25–p75, tick p50, dot p99; limits as rules. */
function rangeChart(
  { id, title }: Pick<Chart, 'id' | 'title'>,
  rows: readonly LatencyRow[],
  limits: readonly LatencyLimit[],
): Chart | null {
  if (rows.length === 0) return null;
  const all = [...rows.flatMap((row) => [row.p05Ms, row.p99Ms]), ...limits.map(({ ms }) => ms)];
  const positive = all.filter((ms) => ms > 0);
  const low = Math.max(1, Math.min(...positive, 1_000_000_000));
  const high = Math.max(low * 10, ...positive);
  const values = rows.map((row) => ({
    ...row,
    low: Math.max(row.p05Ms, low),
    q1: Math.max(row.p25Ms, low),
    q2: Math.max(row.p50Ms, low),
    q3: Math.max(row.p75Ms, low),
    high: Math.max(row.p95Ms, low),
    far: Math.max(row.p99Ms, low),
  }));
  const x = {
    type: 'quantitative',
    title: 'log scale',
    scale: { type: 'log', domain: [low * 0.8, high * 1.25], nice: false },
    axis: {
      values: logTicks(low * 0.8, high * 1.25),
      labelExpr: MS_LABEL,
      labelOverlap: 'greedy',
      labelFlush: false,
    },
  } as const;
  const y = {
    field: 'scenario',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { ticks: false, domain: false, labelLimit: 0 },
  } as const;
  return {
    id,
    title,
    description: rows
      .map(
        (row) =>
          `${row.scenario}: p50 ${formatQuantity(row.p50Ms, 'ms')}, p95 ${formatQuantity(row.p95Ms, 'ms')}, p99 ${formatQuantity(row.p99Ms, 'ms')}.`,
      )
      .join(' '),
    spec: {
      ...rowsFrame(
        rows.map(({ scenario }) => scenario),
        24,
      ),
      data: { values },
      layer: [
        {
          mark: { type: 'bar', height: 5, color: PALETTE.range, cornerRadius: 2 },
          encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
        },
        {
          mark: { type: 'bar', height: 13, color: PALETTE.rangeCore, cornerRadius: 2 },
          encoding: { x: { ...x, field: 'q1' }, x2: { field: 'q3' }, y },
        },
        {
          mark: { type: 'tick', size: 19, thickness: 2.5, color: PALETTE.point },
          encoding: { x: { ...x, field: 'q2' }, y },
        },
        {
          mark: { type: 'point', filled: true, size: 34, color: PALETTE.point },
          encoding: { x: { ...x, field: 'far' }, y },
        },
        ...limits.map(({ label, ms }) => limitRule({ ...x, datum: ms }, label)),
      ],
    } as Chart['spec'],
  };
}

const MS_LABEL =
  'datum.value < 1000 ? datum.value + " ms" : datum.value < 60000 ? datum.value / 1000 + " s" : format(datum.value / 60000, ".3~r") + " min"';

/** Times at which people expect a mark, within the range; fewer of them when it spans many decades. */
function logTicks(low: number, high: number): readonly number[] {
  const steps = Math.log10(high / low) > 2.5 ? COARSE_TICKS_MS : FINE_TICKS_MS;
  return steps.filter((ms) => ms >= low && ms <= high);
}

const COARSE_TICKS_MS = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000];
const FINE_TICKS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 18_000_000, 36_000_000,
];

/** A dashed rule across the plot at `x`, with its name above. */
function limitRule(x: object, label: string): object {
  return {
    data: { values: [{ label }] },
    layer: [
      { mark: { type: 'rule', color: PALETTE.limit, strokeDash: [5, 3], strokeWidth: 1.4 }, encoding: { x } },
      {
        mark: { type: 'text', color: PALETTE.limit, align: 'right', baseline: 'bottom', dy: -3 },
        encoding: { x, y: { value: 0 }, text: { field: 'label' } },
      },
    ],
  };
}

/** Effective fee rate in ppm by value band. A limit is written above its bar, and drawn where it is near enough. */
export function feeChart(all: readonly FeeBandRow[]): Chart | null {
  const rows = all.filter(({ ppm }) => ppm !== null);
  if (rows.length === 0) return null;
  const top = Math.max(1, ...rows.map(({ ppm }) => ppm ?? 0)) * 1.5;
  const values = rows.map((row) => ({
    ...row,
    label: formatQuantity(row.ppm, 'ppm'),
    limit: row.limitPpm === null ? '' : `limit ${grouped(row.limitPpm)}`,
  }));
  const x = {
    field: 'band',
    type: 'nominal',
    sort: null,
    title: 'value band, sat',
    scale: { domain: all.map(({ band }) => band) },
    axis: { labelAngle: 0, ticks: false },
  } as const;
  const y = {
    type: 'quantitative',
    title: 'fee ÷ amount, ppm',
    scale: { domain: [0, top], nice: false },
    axis: { tickCount: 4 },
  } as const;
  const label = (field: string, dy: number, color: string): object => ({
    data: { values },
    mark: { type: 'text', baseline: 'bottom', dy, color },
    encoding: { x, y: { ...y, field: 'ppm' }, text: { field } },
  });
  return {
    id: 'fees',
    title: 'Effective fee rate by value band',
    description: values
      .map(({ band, label: ppm, limit, settled }) =>
        `${band} sat: ${ppm} over ${settled} settled ${limit}`.trim(),
      )
      .join('. '),
    spec: {
      ...frame(236),
      layer: [
        {
          data: { values },
          mark: { type: 'bar', width: 46, color: PALETTE.rangeCore, cornerRadiusEnd: 2 },
          encoding: { x, y: { ...y, field: 'ppm' } },
        },
        {
          data: { values: rows.filter(({ limitPpm }) => limitPpm !== null && limitPpm <= top) },
          mark: { type: 'tick', width: 62, thickness: 2, color: PALETTE.limit, orient: 'horizontal' },
          encoding: { x, y: { ...y, field: 'limitPpm' } },
        },
        label('label', -4, PALETTE.ink),
        label('limit', -17, PALETTE.limit),
      ],
    } as Chart['spec'],
  };
}
