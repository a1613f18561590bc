import { type Chart, drawCharts } from './chart.ts';
import type { ReportModel } from './report-model.ts';
import { feeChart, latencyChart, outcomeChart, reconciliationChart } from './summary-charts.ts';
import { timelineChart } from './timeline-chart.ts';

/** Every chart that this model has data for; a chart without data is left out, never drawn empty. */
export function chartsOf(model: ReportModel): readonly Chart[] {
  const timelines = model.scenarios.map(({ name, timeline }, ordinal) =>
    timeline === null ? null : timelineChart(name, ordinal, timeline),
  );
  return [
    outcomeChart(model.scenarios),
    latencyChart(model.latency, model.latencyLimits),
    feeChart(model.feeBands),
    reconciliationChart(model.reconciliation, model.reconciliationLimits),
    ...timelines,
  ].filter((chart) => chart !== null);
}

/** Chart id → SVG. */
export async function drawReportCharts(model: ReportModel): Promise<ReadonlyMap<string, string>> {
  return drawCharts(chartsOf(model));
}
