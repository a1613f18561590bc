import { counted, formatQuantity, grouped } from '../gate/quantity.ts';
import { badge, table } from './html-table.ts';
import { html, type Markup, trusted } from './markup.ts';
import type { ReportModel, ScenarioReport, Timeline } from './report-model.ts';
import { NUMBERED_FAULTS_MAX } from './timeline-chart.ts';

export type Charts = ReadonlyMap<string, string>;

/** What this run cannot speak about, in plain words, before anybody reads the numbers. */
export function blindSpots({ verdict, blindSpots: spots }: ReportModel): Markup {
  const lines = notTested(verdict, spots);
  return html`<section id="not-tested"><h2>What was not tested</h2><ul>${lines.map(
    (line) => html`<li>${line}</li>`,
  )}</ul></section>`;
}

/** One sentence each; shared by all renderings. */
export function notTested(verdict: ReportModel['verdict'], spots: readonly string[]): readonly string[] {
  const coverage = verdict.reasons.filter(({ rule }) => rule === 'coverage').map(({ text }) => text);
  const without = verdict.objectives.filter(({ trials }) => trials === 0);
  return [
    ...coverage,
    ...without.map(({ id, metric }) => `${id}: no trial had a sample of ${metric}.`),
    ...spots,
    'Anything outside the scenario distribution of the pilot file: the bounds speak about these scenarios, not about production.',
  ];
}

export function scenarios(model: ReportModel, charts: Charts): Markup {
  const { verdict } = model;
  return html`<section id="scenarios"><h2>Scenarios</h2>${table({
    caption: 'What was played. A fault counts as effective only if it touched something.',
    columns: [
      { name: 'Scenario' },
      { name: 'Trials', numeric: true },
      { name: 'Intents', numeric: true },
      { name: 'Settled', numeric: true },
      { name: 'Faults, effective / injected', numeric: true },
      { name: 'Violating trials', numeric: true },
    ],
    rows: verdict.scenarios.map((scenario) => {
      const faults = verdict.faults.filter((fault) => fault.scenario === scenario.name);
      const sum = (key: 'requested' | 'effective') => faults.reduce((total, fault) => total + fault[key], 0);
      return {
        className: scenario.violatingTrials > 0 ? 'violated' : '',
        cells: [
          html`<b>${scenario.name}</b>`,
          scenario.trials === scenario.trialsPlanned
            ? grouped(scenario.trials)
            : `${grouped(scenario.trials)} of ${grouped(scenario.trialsPlanned)}`,
          grouped(scenario.intents),
          `${grouped(scenario.settled)} (${scenario.intents === 0 ? '–' : formatQuantity(scenario.settled / scenario.intents, 'ratio')})`,
          faults.length === 0 ? 'none' : `${grouped(sum('effective'))} / ${grouped(sum('requested'))}`,
          grouped(scenario.violatingTrials),
        ],
      };
    }),
  })}${figure(charts, 'outcomes', 'How intents ended, by scenario.')}
<h3 id="time-lines">One trial of each, over time</h3>
<p>Above the line: intents that arrived. Below: intents that ended. The amber line counts intents in doubt. Shaded: a fault was on.</p>
<div class="grid">${model.scenarios.map((scenario, ordinal) => scenarioFigure(scenario, ordinal, charts))}</div></section>
<section id="faults"><h2>Faults</h2>${faultTable(model)}</section>`;
}

function scenarioFigure({ name, story, timeline }: ScenarioReport, ordinal: number, charts: Charts): Markup {
  const svg = charts.get(`timeline-${ordinal}`);
  return html`<figure><figcaption><b>${name}</b> ${story}</figcaption>${
    svg === undefined || timeline === null
      ? html`<p class="note">No trial to show.</p>`
      : html`${trusted(svg)}${windows(timeline)}`
  }</figure>`;
}

function windows({ faults, trialIndex, seed }: Timeline): Markup {
  const where = html`<p class="where">Trial ${trialIndex}, seed ${seed}.</p>`;
  if (faults.length === 0) return html`${where}<p class="where">No faults.</p>`;
  if (faults.length > NUMBERED_FAULTS_MAX) return html`${where}<p class="where">${tally(faults)}</p>`;
  return html`${where}<ol class="windows">${faults.map(
    ({ kind, fromMs, toMs, effects }) =>
      html`<li>${kind}, ${formatQuantity(fromMs, 'ms')} to ${formatQuantity(toMs, 'ms')}, ${counted(effects, 'effect')}</li>`,
  )}</ol>`;
}

function tally(faults: Timeline['faults']): string {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  return `${faults.length} faults: ${kinds.map((kind) => `${faults.filter((f) => f.kind === kind).length} × ${kind}`).join(', ')}.`;
}

function faultTable({ verdict }: ReportModel): Markup {
  if (verdict.faults.length === 0) return html`<p class="note">No scenario of this run injects faults.</p>`;
  return table({
    caption: 'Every fault that was planned or injected, and what it did.',
    columns: [
      { name: 'Fault' },
      { name: 'Scenario' },
      { name: 'Status' },
      { name: 'Injected', numeric: true },
      { name: 'With effect', numeric: true },
      { name: 'Effects', numeric: true },
    ],
    rows: verdict.faults.map(({ kind, scenario, requested, effective, effects, unavailable, expected }) => ({
      className: effects === 0 ? 'not-exercised' : '',
      cells: [
        html`<code>${kind}</code>`,
        scenario,
        effects > 0
          ? badge('pass', 'exercised')
          : expected || unavailable !== null
            ? badge('not-exercised', unavailable === null ? 'not exercised' : 'unavailable')
            : html`<span class="badge quiet">no effect here</span>`,
        grouped(requested),
        grouped(effective),
        grouped(effects),
      ],
    })),
  });
}

export function figure(charts: Charts, id: string, caption: string): Markup | null {
  const svg = charts.get(id);
  return svg === undefined ? null : html`<figure><figcaption>${caption}</figcaption>${trusted(svg)}</figure>`;
}
