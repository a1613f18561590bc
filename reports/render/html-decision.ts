import { counted, formatQuantity, grouped } from '../gate/quantity.ts';
import type { InvariantResult, ObjectiveResult, Verdict } from '../gate/verdict-schema.ts';
import { badge, table } from './html-table.ts';
import { html, type Markup } from './markup.ts';
import type { ReportModel } from './report-model.ts';

const TONE = { GO: 'good', 'NO-GO': 'bad', INCONCLUSIVE: 'open' } as const;

const MEANS: Record<Verdict['verdict'], string> = {
  GO: 'Every invariant held, every objective is proved within its limit, and the run was fit to tell.',
  'NO-GO': 'Something that must not happen did happen, or an objective is proved to be missed.',
  INCONCLUSIVE: 'Nothing is proved wrong, but the evidence does not carry a GO. This is not a pass.',
};

export function banner({ verdict, run }: ReportModel): Markup {
  const facts: readonly [string, string][] = [
    ['Pilot', run.pilot.name],
    ['Environment', verdict.environment],
    ['Trials', trialsOf(verdict)],
    ['Seed', verdict.seed],
    ['Commit', commitOf(run)],
    ['Begun', readableTime(run.startedAt)],
  ];
  return html`<header class="banner ${TONE[verdict.verdict]}"><p class="kicker">Fulgurite · go / no-go report</p>
<h1>${verdict.verdict}${warnings(verdict)}</h1><p class="because">${verdict.because}</p><p class="means">${MEANS[verdict.verdict]}</p>
<dl class="figures">${figures(verdict).map(
    ([value, name]) => html`<div><dd>${value}</dd><dt>${name}</dt></div>`,
  )}</dl>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></header>`;
}

/** The five figures that a reader who reads no further should have seen. */
function figures(verdict: Verdict): readonly (readonly [value: string, name: string])[] {
  const { invariants, objectives, selfTest, claim, scenarios } = verdict;
  const of = (some: number, all: number) => `${grouped(some)} of ${grouped(all)}`;
  const held = invariants.filter(({ status }) => status === 'held').length;
  const passed = objectives.filter(({ status }) => status === 'pass').length;
  const caught = selfTest.mutants.filter(({ caughtBy }) => caughtBy !== null).length;
  const intents = scenarios.reduce((sum, scenario) => sum + scenario.intents, 0);
  const violating = scenarios.reduce((sum, scenario) => sum + scenario.violatingTrials, 0);
  return [
    [grouped(intents), `payment intents in ${counted(scenarios.length, 'scenario')}`],
    [of(held, invariants.length), 'invariants held'],
    violating === 0
      ? [
          claim.bound === null ? '–' : `≤ ${formatQuantity(claim.bound, 'ratio')}`,
          `of trials violate anything, at ${formatQuantity(claim.confidence, 'ratio')} confidence`,
        ]
      : [of(violating, verdict.trials), 'trials violate an invariant'],
    [of(passed, objectives.length), 'objectives proved'],
    [of(caught, selfTest.mutants.length), 'planted defects caught'],
  ];
}

function trialsOf({ trials, trialsPlanned }: Verdict): string {
  return trials === trialsPlanned
    ? grouped(trials)
    : `${grouped(trials)} of ${grouped(trialsPlanned)} planned`;
}

/** 2024-06-11T09:30:00Z → 2024-06-11 09:30 UTC. */
function readableTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
}

function warnings({ verdict, label }: Verdict): Markup | null {
  const rest = label.slice(verdict.length).trim();
  return rest === '' ? null : html` <span class="warnings">${rest}</span>`;
}

export function commitOf({ commit, dirty }: ReportModel['run']): string {
  if (commit === null) return 'not in a repository';
  return `${commit.slice(0, 12)}${dirty ? ' + changes' : ''}`;
}

/** All reasons against GO, worst first. */
export function reasonList({ reasons }: Verdict): Markup | null {
  if (reasons.length === 0) return null;
  return html`<section id="reasons"><h2>Why not GO</h2><ol class="reasons">${reasons.map(
    ({ verdict, rule, text, needsMoreTrials }) =>
      html`<li><span class="badge ${TONE[verdict]}">${verdict}</span> <span class="rule">${rule}</span> ${text}${
        needsMoreTrials === null || text.includes('more trial')
          ? null
          : html` <em>Needs about ${counted(needsMoreTrials, 'more trial')}.</em>`
      }</li>`,
  )}</ol></section>`;
}

const STATUS_ORDER = ['fail', 'inconclusive', 'pass'] as const;

export function objectiveTable({ objectives, alpha }: Verdict): Markup {
  const sorted = STATUS_ORDER.flatMap((status) => objectives.filter((o) => o.status === status));
  const methods = [...new Set(sorted.map(({ method }) => method))];
  const body =
    sorted.length === 0
      ? html`<p class="note">This gate sets no objective: the verdict speaks about the invariants only.</p>`
      : table({
          caption: `One row per objective, failed first. A bound is one-sided at ${formatQuantity(1 - alpha, 'ratio')}; n counts trials, because payments of one trial share its faults.`,
          columns: [
            { name: 'Objective' },
            { name: 'Status' },
            { name: 'Estimate', numeric: true },
            { name: 'Bound', numeric: true },
            { name: 'Limit', numeric: true },
            { name: 'n', numeric: true },
            { name: 'Finding' },
          ],
          rows: sorted.map((objective) => objectiveRow(objective, methods)),
        });
  return html`<section id="objectives"><h2>Objectives</h2>${body}${
    methods.length === 0
      ? null
      : html`<p class="note methods">How the bounds are made: ${methods.map(
          (method, at) =>
            html`<span><sup>${at + 1}</sup> ${method}${at + 1 < methods.length ? '; ' : '.'}</span>`,
        )}</p>`
  }</section>`;
}

function objectiveRow(objective: ObjectiveResult, methods: readonly string[]) {
  const { id, title, level, status, estimate, bound, boundUnit, unit, limit, comparison, trials } = objective;
  const warnsOnly = level === 'warn' && status !== 'pass';
  return {
    className: status,
    cells: [
      html`<b>${id}</b><small>${title}</small>`,
      html`${badge(warnsOnly ? 'warn' : status, status)}${warnsOnly ? html`<small>warns only</small>` : null}`,
      formatQuantity(estimate, unit),
      boundUnit === unit
        ? formatQuantity(bound, boundUnit)
        : html`${formatQuantity(bound, boundUnit)}<small>of trials</small>`,
      `${comparison === 'max' ? '≤' : '≥'} ${formatQuantity(limit, unit)}`,
      grouped(trials),
      html`${objective.because} <sup>${methods.indexOf(objective.method) + 1}</sup>`,
    ],
  };
}

const INVARIANT_ORDER = ['violated', 'not-exercised', 'held'] as const;

/** Never scored, never averaged: one violation is NO-GO. */
export function invariantTable({ invariants, claim }: Verdict): Markup {
  const sorted = INVARIANT_ORDER.flatMap((status) => invariants.filter((i) => i.status === status));
  const held = invariants.filter(({ status }) => status === 'held').length;
  return html`<section id="safety"><h2>Invariants</h2>
<p>${grouped(held)} of ${counted(invariants.length, 'invariant')} held. They are on in every trial, no scenario can opt out, and they carry no score: one violation is NO-GO.</p>
${table({
  caption: `Upper bound of the rate of violating trials at ${formatQuantity(claim.confidence, 'ratio')} (Clopper–Pearson). S: nothing bad happens. L: after the faults heal, everything ends.`,
  columns: [
    { name: 'Invariant' },
    { name: 'Status' },
    { name: 'Violations', numeric: true },
    { name: 'Trials that tested it', numeric: true },
    { name: 'Rate at most', numeric: true },
  ],
  rows: sorted.map(invariantRow),
})}</section>`;
}

function invariantRow({ id, title, status, violations, violatingTrials, trials, bound }: InvariantResult) {
  return {
    className: status,
    cells: [
      html`<b>${id}</b> ${title}`,
      badge(status, status === 'not-exercised' ? 'not exercised' : status),
      violations === 0 ? '0' : `${grouped(violations)} in ${counted(violatingTrials, 'trial')}`,
      grouped(trials),
      formatQuantity(bound, 'ratio'),
    ],
  };
}
