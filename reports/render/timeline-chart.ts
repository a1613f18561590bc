import { counted, formatQuantity } from '../gate/quantity.ts';
import { type Chart, frame } from './chart.ts';
import { PALETTE } from './palette.ts';
import type { Timeline } from './report-model.ts';

const SERIES = ['arrived', 'settled', 'failed', 'in doubt'] as const;
const COLOURS = [PALETTE.arrivals, PALETTE.settled, PALETTE.failed, PALETTE.doubt];

/** One trial over time: what arrived and how it ended, with the fault windows shaded behind. */
export function timelineChart(scenario: string, ordinal: number, timeline: Timeline): Chart {
  const unit = timeUnit(timeline.durationMs);
  const at = (ms: number) => ms / unit.ms;
  const bins = timeline.arrivals.map((_, bin) => ({
    from: at(bin * timeline.binMs),
    to: at(Math.min(timeline.durationMs, (bin + 1) * timeline.binMs)),
  }));
  const flows = bins.flatMap((bin, index) => [
    { ...bin, series: SERIES[0], count: timeline.arrivals[index], base: 0 },
    { ...bin, series: SERIES[1], count: -timeline.settled[index]!, base: 0 },
    {
      ...bin,
      series: SERIES[2],
      base: -timeline.settled[index]!,
      count: -timeline.settled[index]! - timeline.failed[index]!,
    },
  ]);
  const drawn = flows.filter(({ base, count }) => base !== count);
  const doubt = bins.flatMap(({ from, to }, index) => [
    { at: from, count: timeline.inDoubt[index], series: SERIES[3] },
    { at: to, count: timeline.inDoubt[index], series: SERIES[3] },
  ]);
  const faults = timeline.faults.map(({ fromMs, toMs }, index) => ({
    from: at(fromMs),
    // A fault of a moment still deserves a visible mark.
    to: at(Math.max(toMs, fromMs + timeline.durationMs / 200)),
    middle: at((fromMs + Math.max(toMs, fromMs)) / 2),
    number: String(index + 1),
  }));
  const x = {
    type: 'quantitative',
    scale: { domain: [0, at(timeline.durationMs)], nice: false },
    title: `virtual time, ${unit.name}`,
    axis: { grid: false, tickCount: 6 },
  } as const;
  const y = {
    type: 'quantitative',
    title: '↓ ended    arrived ↑',
    axis: {
      tickCount: 4,
      format: 'd',
      labelExpr: 'abs(datum.value) == floor(abs(datum.value)) ? abs(datum.value) : ""',
    },
  } as const;
  const color = {
    field: 'series',
    type: 'nominal',
    scale: { domain: [...SERIES], range: COLOURS },
    legend: { offset: 18 },
  } as const;
  return {
    id: `timeline-${ordinal}`,
    title: `Time line of ${scenario}, trial ${timeline.trialIndex}`,
    description: describe(timeline),
    spec: {
      ...frame(240),
      layer: [
        {
          data: { values: faults },
          mark: { type: 'rect', color: PALETTE.fault, opacity: 0.75 },
          encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
        },
        {
          data: { values: drawn.length > 0 ? drawn : flows.slice(0, 1) },
          mark: { type: 'bar', binSpacing: 0.5 },
          encoding: {
            x: { ...x, field: 'from', bin: 'binned' },
            x2: { field: 'to' },
            y: { ...y, field: 'base', stack: null },
            y2: { field: 'count' },
            color,
          },
        },
        {
          data: { values: doubt },
          mark: { type: 'line', strokeWidth: 1.8, interpolate: 'linear' },
          encoding: { x: { ...x, field: 'at' }, y: { ...y, field: 'count' }, color },
        },
        ...(faults.length > NUMBERED_FAULTS_MAX ? [] : [faultNumbers(faults, x)]),
        ...(timeline.healMs === null ? [] : [healRule(at(timeline.healMs), x)]),
      ],
    } as Chart['spec'],
  };
}

/** The numbers stand for the list of faults beside the chart; more of them than this would run into each other. */
export const NUMBERED_FAULTS_MAX = 9;

function faultNumbers(faults: readonly object[], x: object): object {
  return {
    data: { values: faults },
    mark: { type: 'text', baseline: 'top', fontWeight: 'bold', color: PALETTE.ink },
    encoding: { x: { ...x, field: 'middle' }, y: { value: -13 }, text: { field: 'number' } },
  };
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
