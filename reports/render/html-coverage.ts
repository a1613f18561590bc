import { formatQuantity, grouped } from '../gate/quantity.ts';
import { badge, table } from './html-table.ts';
import { html, type Markup, trusted } from './markup.ts';
import { unmetByNature } from './quota-words.ts';
import type { ReportModel, ScenarioReport, Timeline } from './report-model.ts';
import { lanesOf } from './timeline-lanes.ts';

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
    ...unmetByNature(verdict),
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
  })}<div class="grid">${[
    figure(charts, 'outcomes', 'How intents ended, by scenario.'),
    figure(
      charts,
      'latency',
      'Settlement latency, by scenario. Thick: middle half. Thin: p5 to p95. Mark: median. Dot: p99.',
    ),
  ]}</div>
<h3 id="time-lines">One trial of each, over time</h3>
<p>The trial of each scenario in which faults had most effects. Above the line: intents that arrived; below: intents that ended; the amber line counts intents in doubt. Shaded: a fault was on. The numbered bars above are the faults of the list, dark where they had an effect. After the heal a few payments are asked for that must work.</p>
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
  const where = html`<p class="where">Trial ${trialIndex}, seed ${seed}.${faults.length === 0 ? ' No faults.' : null}</p>`;
  if (faults.length === 0) return where;
  return html`${where}<ol class="windows">${lanesOf(faults).map(({ text }) => html`<li>${text}</li>`)}</ol>`;
}

/** Every kind, where it struck and how often: what the run promised first. */
function faultTable({ verdict }: ReportModel): Markup {
  const { faults } = verdict;
  if (faults.length === 0) return html`<p class="note">No scenario of this run injects faults.</p>`;
  const kinds = [...Map.groupBy(faults, ({ kind }) => kind)].toSorted(
    ([one, all], [other, others]) => urgency(all) - urgency(others) || (one < other ? -1 : 1),
  );
  return table({
    className: 'kinds',
    caption:
      'Faults that had an effect / faults injected. A scenario promises to exercise some kinds; a kind that it promises and that never had an effect makes the run inconclusive.',
    columns: [
      { name: 'Fault' },
      { name: 'Status' },
      { name: 'Felt / injected', numeric: true },
      { name: 'Effects', numeric: true },
      { name: 'Where' },
    ],
    rows: kinds.map(([kind, rows]) => ({
      className: urgency(rows) === 0 ? 'not-exercised' : '',
      cells: [html`<code>${kind}</code>`, faultStatus(rows), ratioOf(rows), effectsOf(rows), whereFelt(rows)],
    })),
  });
}

function ratioOf(rows: Coverage): string {
  const sum = (key: 'requested' | 'effective') => rows.reduce((total, row) => total + row[key], 0);
  return `${grouped(sum('effective'))} / ${grouped(sum('requested'))}`;
}

function effectsOf(rows: Coverage): string {
  return grouped(rows.reduce((sum, { effects }) => sum + effects, 0));
}

const WHERE_MAX = 4;

/** Scenarios that promised the kind and did not feel it, in bold; then those that felt it most often. */
function whereFelt(rows: Coverage): Markup {
  const missed = rows.filter(({ expected, effects }) => expected && effects === 0);
  const others = rows
    .filter((row) => !missed.includes(row) && row.requested > 0)
    .toSorted((one, other) => other.effective - one.effective || other.requested - one.requested);
  const shown = [...missed, ...others.slice(0, Math.max(0, WHERE_MAX - missed.length))];
  const rest = missed.length + others.length - shown.length;
  const named = shown.map((row, index) => {
    const text = html`${row.scenario} ${grouped(row.effective)}/${grouped(row.requested)}`;
    return html`${index === 0 ? '' : ', '}${missed.includes(row) ? html`<b>${text}</b>` : text}`;
  });
  return html`${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

type Coverage = ReportModel['verdict']['faults'];

/** 0: a scenario lacks it. 1: it did something wherever it was promised. */
function urgency(rows: Coverage): 0 | 1 {
  return rows.some(
    ({ expected, effects, unavailable }) => effects === 0 && (expected || unavailable !== null),
  )
    ? 0
    : 1;
}

function faultStatus(rows: Coverage): Markup {
  if (urgency(rows) === 0) {
    const unavailable = rows.some(({ unavailable: why }) => why !== null);
    return badge('not-exercised', unavailable ? 'unavailable' : 'not exercised');
  }
  return rows.some(({ effects }) => effects > 0)
    ? badge('pass', 'exercised')
    : html`<span class="badge quiet">no effect</span>`;
}

export function figure(charts: Charts, id: string, caption: string): Markup | null {
  const svg = charts.get(id);
  return svg === undefined ? null : html`<figure><figcaption>${caption}</figcaption>${trusted(svg)}</figure>`;
}
