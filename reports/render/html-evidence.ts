import { MIN_TRIALS_DEFAULT } from '../gate/judge-objective.ts';
import { counted, formatQuantity, grouped } from '../gate/quantity.ts';
import { repeated } from '../gate/repeated.ts';
import { type Charts, figure } from './html-coverage.ts';
import { badge, table } from './html-table.ts';
import { html, type Markup } from './markup.ts';
import type { MetricCell, MetricTable, ReportModel } from './report-model.ts';

export function metrics(model: ReportModel, charts: Charts): Markup {
  const confidence = formatQuantity(1 - model.verdict.alpha, 'ratio');
  return html`<section id="metrics"><h2>Pilot metrics</h2>
<p class="note">“At most” and “at least” are one-sided bounds at ${confidence}, each for itself, with the trial as sampling unit. In brackets: from fewer than ${MIN_TRIALS_DEFAULT} trials, too few to judge on. “Too few”: no bound at all. “Never”: so much had not ended when the trial did that there is no figure.</p>
<div class="grid">${[
    figure(charts, 'fees', 'Effective fee rate by value band. Red: the limit of the band.'),
    figure(
      charts,
      'reconciliation',
      'Reconciliation time, by scenario. Thick: middle half. Thin: p5 to p95. Mark: median. Dot: p99.',
    ),
  ]}</div>${model.metrics.map(metricTable)}</section>`;
}

function metricTable({ title, meaning, columns, groups }: MetricTable): Markup {
  const heading = html`<b>${title}.</b> ${meaning}`;
  if (groups.length === 0) return html`<p class="note">${heading} No samples in this run.</p>`;
  return table({
    className: 'tight',
    caption: heading,
    columns: columns.map(({ name, unit }) => ({ name, numeric: unit !== 'text' })),
    rows: groups.flatMap(({ by, rows }) => [
      ...(by === '' ? [] : [{ heading: by }]),
      ...rows.map((cells) => ({
        cells: cells.map((cell, index) => metricCell(cell, columns[index]!.unit)),
      })),
    ]),
  });
}

/** As in every rendering: numbers with their unit, a dash where there is nothing to say, brackets around a doubtful bound. */
export function metricCell(cell: MetricCell, unit: MetricTable['columns'][number]['unit']): string {
  if (typeof cell === 'string') return cell;
  if (cell === null || unit === 'text') return '–';
  return typeof cell === 'number' ? formatQuantity(cell, unit) : `(${formatQuantity(cell.doubtful, unit)})`;
}

export function selfTest({ verdict }: ReportModel): Markup {
  const { mutants, canaries } = verdict.selfTest;
  const caught = mutants.filter(({ caughtBy }) => caughtBy !== null).length;
  const { determinism } = verdict;
  return html`<section id="self-test"><h2>Can this gate fail?</h2>
<p>${counted(mutants.length, 'planted defect')} of the orchestrator, ${grouped(caught)} caught. ${
    determinism === null
      ? 'On real nodes a seed does not give the same bytes, so no trial was run twice.'
      : `${counted(determinism.sampled, 'trial')} ran twice, ${grouped(determinism.sampled - determinism.differing.length)} gave the same ${repeated(determinism)}${determinism.compared === 'outcomes' ? '; on sockets, answers of one moment may change places' : ', byte for byte'}.`
  }</p>${
    mutants.length === 0 && canaries.length === 0
      ? html`<p class="note">The self-test did not run.</p>`
      : table({
          caption:
            'Defects planted on purpose must be caught by the invariant that is there for them; the canary must be red, and the control without faults green.',
          columns: [
            { name: 'Planted' },
            { name: 'Result' },
            { name: 'Must be caught by' },
            { name: 'Trials', numeric: true },
          ],
          rows: [
            ...mutants.map(({ id, title, expected, caughtBy, trials }) => ({
              className: caughtBy === null ? 'fail' : '',
              cells: [
                html`<b>${id}</b><small>${title}</small>`,
                caughtBy === null ? badge('fail', 'survived') : badge('pass', 'caught'),
                expected,
                grouped(trials),
              ],
            })),
            ...canaries.map(({ id, title, asExpected }) => ({
              className: asExpected ? '' : 'fail',
              cells: [
                html`<b>${id}</b><small>${title}</small>`,
                asExpected ? badge('pass', 'as it must') : badge('fail', 'not as it must'),
                '–',
                '–',
              ],
            })),
          ],
        })
  }</section>`;
}

export function statistics({ verdict }: ReportModel): Markup {
  const { claim, claimLadder, alpha, alphaFail } = verdict;
  return html`<section id="statistics"><h2>How sure this is</h2>
<p>Sampling unit: the trial, that is one seed. Claim of the gate: fewer than ${formatQuantity(claim.maxRate, 'ratio')} of trials violate anything, at ${formatQuantity(claim.confidence, 'ratio')} confidence; this run bounds it by ${formatQuantity(claim.bound, 'ratio')}.</p>
<ul class="ladder">${claimLadder.map(({ text }) => html`<li>${text}.</li>`)}</ul>
<p>An objective passes when its one-sided bound is within the limit, each at α = ${alpha}; GO needs all of them, so a false GO is no likelier than α. An objective fails when it is proved worse, with Holm’s procedure at α = ${alphaFail} over all objectives. What is neither is inconclusive. The number of trials is fixed before the run, nothing is retried, and more trials are added to the sample, never put in its place. All this is about the scenario distribution of the pilot file, not about production.</p></section>`;
}

export function provenance({ run, verdict }: ReportModel): Markup {
  const rows: readonly [string, string][] = [
    ['Pilot', `${run.pilot.name}  sha256 ${run.pilot.hash}`],
    ['Thresholds', `sha256 ${run.gateHash}, taken before the first trial`],
    [
      'Topology',
      `${run.topology.name}, ${counted(run.topology.nodes, 'node')}, ${counted(run.topology.channels, 'channel')}  sha256 ${run.topology.hash}`,
    ],
    ['Policy', `${run.policy.name}  sha256 ${run.policy.hash}`],
    [
      'Commit',
      run.commit === null ? 'not in a repository' : `${run.commit}${run.dirty ? ', with local changes' : ''}`,
    ],
    ['Seed', verdict.seed],
    ['History', `sha256 ${verdict.historyHash}`],
    ['Took', formatQuantity(run.wallMs, 'ms')],
    ...run.environment.map(({ name, value }): [string, string] => [name, value]),
    ...run.artefacts.map(({ file, sha256 }): [string, string] => [file, `sha256 ${sha256}`]),
  ];
  return html`<section id="provenance"><h2>Where this comes from</h2>
<p class="label">Run it again</p><pre class="command"><code>${run.command}</code></pre>
<dl class="provenance">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

export function guide(): Markup {
  return html`<section id="guide"><h2>How to read this report</h2><dl class="guide">
<div><dt>GO</dt><dd>All invariants held, all objectives are proved, the gate has shown that it can fail, and every fault that was planned had an effect.</dd></div>
<div><dt>NO-GO</dt><dd>An invariant was violated in at least one trial, or an objective is proved to be missed. Violations count in any trial, whatever else the run lacks.</dd></div>
<div><dt>INCONCLUSIVE</dt><dd>Neither. Too few trials, a fault without effect, a metric without samples, a defect of the harness. The reasons say what is missing, and how many trials would settle it.</dd></div>
<div><dt>Trial</dt><dd>One play of one scenario from one seed. The same seed gives the same history.</dd></div>
<div><dt>Estimate, bound</dt><dd>What was seen, and how bad it can still be in truth. The bound is what is judged.</dd></div>
<div><dt>In doubt</dt><dd>An outcome that nobody knows yet. It is left by looking at a node, never by a timer.</dd></div>
<div><dt>Replay</dt><dd>The command plays the failing trial again and tells it in words.</dd></div></dl></section>`;
}
