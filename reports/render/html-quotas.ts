import { counted, grouped } from '../gate/quantity.ts';
import type { CoverageResult, PairResult, QuotaResult, QuotaStatus } from '../gate/verdict-schema.ts';
import { badge, table } from './html-table.ts';
import { html, type Markup } from './markup.ts';
import { neededOf, pairMatrix, quotasWorstFirst, STATUS_WORDS, seenOf } from './quota-words.ts';
import type { ReportModel } from './report-model.ts';

const MODES: Record<CoverageResult['mode'], string> = {
  playable: 'A quota that the scenarios of this pilot can meet and did not makes the run inconclusive.',
  all: 'Every quota must be met; one that the scenarios of this pilot cannot meet counts as missed.',
  report: 'This gate counts the quotas and never judges by them.',
};

/** C01 to C15: what the run had to meet before its GO means anything, and which states met which faults. */
export function quotas({ verdict }: ReportModel): Markup {
  const { coverage, trials } = verdict;
  return html`<section id="coverage"><h2>Coverage</h2>
<p>Nothing is learnt from a storm that missed. Each row is a situation that an orchestrator gets wrong; it counts in trials. ${MODES[coverage.mode]}</p>${table(
    {
      className: 'quotas',
      caption: `Asked of ${counted(trials, 'trial')}, from the quotas of the gate per 1,000. C14 and C15 ask of each kind and pair by itself.`,
      columns: [
        { name: 'Situation' },
        { name: 'Status' },
        { name: 'Seen', numeric: true },
        { name: 'Asked', numeric: true },
        { name: 'Where' },
      ],
      rows: quotasWorstFirst(coverage).map((quota) => ({
        className: quota.status === 'unmet' ? 'inconclusive' : '',
        cells: [
          html`<b>${quota.id}</b> ${quota.title}${quota.status === 'met' ? null : html`<small>${quota.because}</small>`}`,
          statusBadge(quota.status),
          quota.status === 'not-applicable' ? '' : seenOf(quota),
          neededOf(quota),
          whereMost(quota),
        ],
      })),
    },
  )}${matrix(coverage)}</section>`;
}

const NAMED_MAX = 3;

/** The scenarios that met it most: where to look, and where to add trials. */
function whereMost({ scenarios }: QuotaResult): string {
  const named = scenarios.slice(0, NAMED_MAX).map(({ scenario, trials }) => `${scenario} ${grouped(trials)}`);
  const rest = scenarios.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function statusBadge(status: QuotaStatus): Markup {
  const word = STATUS_WORDS[status];
  if (status === 'met') return badge('pass', word);
  if (status === 'unmet') return badge('inconclusive', word);
  return html`<span class="badge quiet">${word}</span>`;
}

/** A heat table: numbers first, so that it reads without its colours, and on paper. */
function matrix(coverage: CoverageResult): Markup {
  const { classes, rows, unreachable } = pairMatrix(coverage);
  return html`<table class="heat" role="table"><caption>Trials in which a fault of the class had an effect while an intent was in the state. <b>0</b>: can be met and was not. –: this run draws no such fault. ·: not asked for.</caption><thead><tr><th scope="col"><span>State</span></th>${classes.map(
    (name) => html`<th scope="col"><span>${name}</span></th>`,
  )}</tr></thead><tbody>${rows.map(
    ({ state, cells }) =>
      html`<tr><th scope="row">${state.replaceAll('_', ' ')}</th>${cells.map(
        (cell) => html`<td class="${shade(cell)}">${cellText(cell)}</td>`,
      )}</tr>`,
  )}</tbody></table><details><summary>Why some pairs are not asked for</summary><ul class="note">${[
    ...unreachable,
  ].map(([because, what]) => html`<li>${what.join('; ')}: ${because}.</li>`)}</ul></details>`;
}

function cellText({ status, trials }: PairResult): string {
  if (status === 'unreachable') return '·';
  if (status === 'unplayable') return '–';
  return trials < 10_000 ? String(trials) : `${Math.round(trials / 1_000)}k`;
}

/** Five steps of ten: what matters is whether a pair was met by luck or often. */
function shade({ status, trials }: PairResult): string {
  if (status === 'unreachable' || status === 'unplayable') return 'none';
  if (status === 'unmet' || trials === 0) return 'missed';
  return `heat-${Math.min(4, 1 + Math.floor(Math.log10(trials)))}`;
}
