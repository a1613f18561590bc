import { counted, formatQuantity } from '../gate/quantity.ts';
import { type Chart, frame } from './chart.ts';
import { PALETTE } from './palette.ts';
import type { Timeline } from './report-model.ts';

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
  const windows = faultWindows(timeline, { unitMs: unit.ms, shownMs });
  const lanes = windows.length > NUMBERED_FAULTS_MAX ? [] : windows;
  return {
    id: `timeline-${ordinal}`,
    title: `Time line of ${scenario}, trial ${timeline.trialIndex}`,
    description: describe(timeline),
    spec: {
      ...frame(226 + LANE_HEIGHT * lanes.length),
      layer: [
        {
          data: { values: windows },
          mark: { type: 'rect', color: PALETTE.fault, opacity: 0.75 },
          encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
        },
        ...flowLayers(timeline, { unitMs: unit.ms, x, legendOffset: 8 + LANE_HEIGHT * lanes.length }),
        ...(lanes.length === 0 ? [] : laneLayers(lanes, x)),
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
  readonly number: string;
  /** Pixels from the top of the plot, upwards. */
  readonly laneTop: number;
  readonly laneBottom: number;
  readonly laneMiddle: number;
}

const LANE_HEIGHT = 10;

function faultWindows(
  { faults }: Timeline,
  { unitMs, shownMs }: { unitMs: number; shownMs: number },
): readonly Window[] {
  return faults.map(({ fromMs, toMs }, index) => {
    const middle = -LANE_HEIGHT * (faults.length - index) + LANE_HEIGHT / 2 - 2;
    return {
      from: fromMs / unitMs,
      // A fault of a moment still deserves a visible mark.
      to: Math.max(toMs, fromMs + shownMs / 200) / unitMs,
      number: String(index + 1),
      laneTop: middle - 2.5,
      laneBottom: middle + 2.5,
      laneMiddle: middle,
    };
  });
}

/** One lane a fault; the numbers stand for the list of faults beside the chart. More lanes would crush the plot. */
export const NUMBERED_FAULTS_MAX = 9;

function laneLayers(lanes: readonly Window[], x: object): readonly object[] {
  const pixels = (field: string) => ({ field, type: 'quantitative', scale: null });
  return [
    {
      data: { values: lanes },
      mark: { type: 'rect', color: PALETTE.faultBar, cornerRadius: 1 },
      encoding: {
        x: { ...x, field: 'from' },
        x2: { field: 'to' },
        y: pixels('laneTop'),
        y2: { field: 'laneBottom' },
      },
    },
    {
      data: { values: lanes },
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
  const y = {
    type: 'quantitative',
    title: '↓ ended    arrived ↑',
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
      mark: { type: 'bar', binSpacing: 0.5, clip: true },
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
