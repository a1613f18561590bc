import { drawReportCharts } from './charts.ts';
import { blindSpots, type Charts, scenarios } from './html-coverage.ts';
import { banner, invariantTable, objectiveTable, reasonList } from './html-decision.ts';
import { guide, metrics, provenance, selfTest, statistics } from './html-evidence.ts';
import { quotas } from './html-quotas.ts';
import { STYLE } from './html-style.ts';
import { violations } from './html-violations.ts';
import { html, type Markup, trusted } from './markup.ts';
import type { ReportModel } from './report-model.ts';

/** `report.html`: one file that opens offline, prints on A4 and runs no script. */
export async function renderHtml(model: ReportModel): Promise<string> {
  return pageOf(model, await drawReportCharts(model));
}

/** The page from charts that are drawn already. */
export function pageOf(model: ReportModel, charts: Charts): string {
  const { verdict, run } = model;
  const failing = violations(model);
  const reasons = reasonList(verdict);
  const sections: readonly [string, string, Markup | null][] = [
    ['reasons', 'Why not GO', reasons],
    ['objectives', 'Objectives', objectiveTable(verdict)],
    ['safety', 'Invariants', invariantTable(verdict)],
    ['violations', 'Violations', failing],
    ['not-tested', 'Not tested', blindSpots(model)],
    ['coverage', 'Coverage', quotas(model)],
    ['scenarios', 'Scenarios', scenarios(model, charts)],
    ['metrics', 'Metrics', metrics(model, charts)],
    ['self-test', 'Self-test', selfTest(model)],
    ['statistics', 'How sure', statistics(model)],
    ['provenance', 'Provenance', provenance(model)],
    ['guide', 'How to read', guide()],
  ];
  const present = sections.filter(([, , section]) => section !== null);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Fulgurite"><title>${verdict.label}: ${run.pilot.name}, seed ${verdict.seed}</title>
<style>${trusted(STYLE)}</style></head><body><main>${banner(model)}
<nav aria-label="Sections"><ul>${present.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${run.pilot.description === '' ? null : html`<p class="note about">${run.pilot.description}</p>`}
${present.map(([, , section]) => section)}</main></body></html>
`.text;
}
