import { counted, formatQuantity } from '../gate/quantity.ts';
import { type Chart, frame } from './chart.ts';
import { PALETTE } from './palette.ts';
import type { FaultWindow, Timeline } from './report-model.ts';
import { type Lane, lanesOf } from './timeline-lanes.ts';

const SERIES = ['arrived', 'settled', 'failed', 'in doubt'] as const;
const COLOURS = [PALETTE.arrivals, PALETTE.settled, PALETTE.failed, PALETTE.doubt];

/** One trial over time: what arrived and how it ended; fault windows are shaded behind and drawn as lanes above. */
export function timelineChart(scenario: string, ordinal: number, timeline: Timeline): Chart {
  const shownMs = shownUntil(timeline);
  const unit = timeUnit(shownMs);
  const x = {
    type: 'quantitative',
    scale: { domain: [0, shownMs / unit.ms], nice: false },
    title:
      shownMs < timeline.durationMs
        ? `virtual time, ${unit.name}; nothing more until ${formatQuantity(timeline.durationMs, 'ms')}`
        : `virtual time, ${unit.name}`,
    axis: { grid: false, tickCount: 6 },
  } as const;
  const span = { unitMs: unit.ms, shownMs };
  const lanes = lanesOf(timeline.faults);
  return {
    id: `timeline-${ordinal}`,
    title: `Time line of ${scenario}, trial ${timeline.trialIndex}`,
    description: describe(timeline),
    spec: {
      ...frame(226 + LANE_HEIGHT * lanes.length),
      layer: [
        {
          data: { values: timeline.faults.map((fault) => windowOf(fault, span)) },
          mark: { type: 'rect', color: PALETTE.fault, opacity: 0.75 },
          encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
        },
        ...flowLayers(timeline, { unitMs: unit.ms, x, legendOffset: 8 + LANE_HEIGHT * lanes.length }),
        ...(lanes.length === 0 ? [] : laneLayers(lanes, x, span)),
        ...(timeline.healMs === null ? [] : [healRule(timeline.healMs / unit.ms, x)]),
      ],
    } as Chart['spec'],
  };
}

/** The end of the last thing that happens, with a little room: a long quiet phase would squeeze the rest. */
function shownUntil({
  arrivals,
  settled,
  failed,
  inDoubt,
  faults,
  healMs,
  binMs,
  durationMs,
}: Timeline): number {
  const busy = arrivals.findLastIndex((_, bin) =>
    [arrivals, settled, failed, inDoubt].some((series) => series[bin] !== 0),
  );
  const last = Math.max((busy + 1) * binMs, healMs ?? 0, ...faults.map(({ toMs }) => toMs));
  return last * 1.25 < durationMs ? last * 1.08 : durationMs;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** A window on its lane, in pixels from the top of the plot, upwards. */
interface Bar extends Window {
  readonly number: string;
  readonly laneTop: number;
  readonly laneBottom: number;
  readonly laneMiddle: number;
}

const LANE_HEIGHT = 10;

interface Span {
  readonly unitMs: number;
  readonly shownMs: number;
}

function windowOf({ fromMs, toMs }: FaultWindow, { unitMs, shownMs }: Span): Window {
  // A fault of a moment still deserves a visible mark.
  return { from: fromMs / unitMs, to: Math.max(toMs, fromMs + shownMs / 200) / unitMs };
}

/** The numbers stand for the list of faults beside the chart. */
function laneLayers(lanes: readonly Lane[], x: object, span: Span): readonly object[] {
  const pixels = (field: string) => ({ field, type: 'quantitative', scale: null });
  const middleOf = (index: number) => -LANE_HEIGHT * (lanes.length - index) + LANE_HEIGHT / 2 - 2;
  const bars: Bar[] = lanes.flatMap(({ faults }, index) =>
    faults.map((fault, at) => ({
      ...windowOf(fault, span),
      number: at === 0 ? String(index + 1) : '',
      laneTop: middleOf(index) - 2.5,
      laneBottom: middleOf(index) + 2.5,
      laneMiddle: middleOf(index),
    })),
  );
  const strikes = lanes.flatMap(({ faults }, index) =>
    [...new Set(faults.flatMap(({ strikesMs }) => strikesMs ?? []))].map((atMs) => ({
      at: atMs / span.unitMs,
      laneTop: middleOf(index) - 3.5,
      laneBottom: middleOf(index) + 3.5,
    })),
  );
  const y = { y: pixels('laneTop'), y2: { field: 'laneBottom' } };
  return [
    {
      data: { values: bars },
      mark: { type: 'rect', color: PALETTE.faultBar, cornerRadius: 1 },
      encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, ...y },
    },
    {
      data: { values: strikes },
      mark: { type: 'rule', color: PALETTE.strike, strokeWidth: 1.2 },
      encoding: { x: { ...x, field: 'at' }, ...y },
    },
    {
      data: { values: bars },
      mark: { type: 'text', align: 'right', baseline: 'middle', dx: -3, fontSize: 10, color: PALETTE.ink },
      encoding: { x: { ...x, field: 'from' }, y: pixels('laneMiddle'), text: { field: 'number' } },
    },
  ];
}

function flowLayers(
  { arrivals, settled, failed, inDoubt, binMs, durationMs }: Timeline,
  { unitMs, x, legendOffset }: { unitMs: number; x: object; legendOffset: number },
): readonly object[] {
  const bins = arrivals.map((_, bin) => ({
    from: (bin * binMs) / unitMs,
    to: Math.min(durationMs, (bin + 1) * binMs) / unitMs,
  }));
  const bars = bins.flatMap((bin, index) => {
    const below = -settled[index]!;
    return [
      { ...bin, series: SERIES[0], base: 0, end: arrivals[index]! },
      { ...bin, series: SERIES[1], base: 0, end: below },
      { ...bin, series: SERIES[2], base: below, end: below - failed[index]! },
    ];
  });
  const visible = bars.filter(({ base, end }) => base !== end);
  const doubt = bins.flatMap(({ from, to }, index) => [
    { at: from, count: inDoubt[index], series: SERIES[3] },
    { at: to, count: inDoubt[index], series: SERIES[3] },
  ]);
  const top = Math.max(2, ...arrivals, ...inDoubt);
  const bottom = Math.max(2, ...settled.map((count, index) => count + failed[index]!));
  const y = {
    type: 'quantitative',
    title: '↓ ended    arrived ↑',
    // A little room, so that a line on the edge is not cut in half.
    scale: { domain: [-bottom * 1.06, top * 1.06], nice: false },
    axis: {
      tickCount: 4,
      labelExpr: 'floor(datum.value) == datum.value ? format(abs(datum.value), ",d") : ""',
    },
  } as const;
  const color = {
    field: 'series',
    type: 'nominal',
    scale: { domain: [...SERIES], range: COLOURS },
    legend: { offset: legendOffset },
  } as const;
  return [
    {
      data: { values: visible.length > 0 ? visible : bars.slice(0, 1) },
      mark: { type: 'bar', binSpacing: 0, clip: true },
      encoding: {
        x: { ...x, field: 'from', bin: 'binned' },
        x2: { field: 'to' },
        y: { ...y, field: 'base', stack: null },
        y2: { field: 'end' },
        color,
      },
    },
    {
      data: { values: doubt },
      mark: { type: 'line', strokeWidth: 1.8, clip: true },
      encoding: { x: { ...x, field: 'at' }, y: { ...y, field: 'count' }, color },
    },
  ];
}

function healRule(at: number, x: object): object {
  return {
    data: { values: [{ at }] },
    layer: [
      {
        mark: { type: 'rule', strokeDash: [3, 3], color: PALETTE.muted },
        encoding: { x: { ...x, field: 'at' } },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'top', dx: 4, color: PALETTE.muted, text: 'healed' },
        encoding: { x: { ...x, field: 'at' }, y: { value: 2 } },
      },
    ],
  };
}

function timeUnit(durationMs: number): { ms: number; name: string } {
  if (durationMs < 120_000) return { ms: 1_000, name: 's' };
  return durationMs < 7_200_000 ? { ms: 60_000, name: 'min' } : { ms: 3_600_000, name: 'h' };
}

function describe(timeline: Timeline): string {
  const sum = (series: readonly number[]) => series.reduce((total, count) => total + count, 0);
  const faults = timeline.faults.map(
    ({ kind, fromMs, toMs, effects }) =>
      `${kind} from ${formatQuantity(fromMs, 'ms')} to ${formatQuantity(toMs, 'ms')} with ${counted(effects, 'effect')}`,
  );
  return [
    `${counted(sum(timeline.arrivals), 'intent')} arrived, ${sum(timeline.settled)} settled, ${sum(timeline.failed)} failed; at most ${Math.max(0, ...timeline.inDoubt)} in doubt at once.`,
    faults.length === 0 ? 'No faults.' : `Faults: ${faults.join('; ')}.`,
  ].join(' ');
}
