import { counted, formatQuantity, grouped } from '../gate/quantity.ts';
import { repeated } from '../gate/repeated.ts';
import { notTested } from './html-coverage.ts';
import { metricCell } from './html-evidence.ts';
import { UNPRINTABLE } from './markup.ts';
import { neededOf, pairMatrix, quotasWorstFirst, STATUS_WORDS, seenOf } from './quota-words.ts';
import type { FailingCase, ReportModel } from './report-model.ts';

/** GitHub shows a comment of at most 65,536 characters; bytes are counted, so that it also fits where bytes are. */
export const MARKDOWN_BYTES_MAX = 64 * 1024 - 1;

/** `report.md`: the decision part, for a pull request or a job summary. What does not fit is left out and said. */
export function renderMarkdown(model: ReportModel): string {
  const blocks = [
    head(model),
    reasons(model),
    objectives(model),
    invariants(model),
    ...model.cases.map(failingCase),
    list('What was not tested', notTested(model.verdict, model.blindSpots)),
    coverage(model),
    scenarios(model),
    ...model.metrics.map(metricBlock),
    proof(model),
    provenance(model),
  ].filter((block) => block !== null);
  return fitting(blocks);
}

const CUT = '\n_Shortened: the full report is `report.html` in the run folder._\n';

function fitting(blocks: readonly string[]): string {
  const size = (text: string) => Buffer.byteLength(text, 'utf8');
  let text = '';
  for (const block of blocks) {
    if (size(text) + size(block) + size(CUT) + 1 > MARKDOWN_BYTES_MAX) {
      // The decision comes first, so what falls off the end is what a reader can look up.
      return text === '' ? `${firstLines(block, MARKDOWN_BYTES_MAX - size(CUT) - 1)}${CUT}` : `${text}${CUT}`;
    }
    text += `${block}\n`;
  }
  return text;
}

function firstLines(block: string, bytes: number): string {
  const kept: string[] = [];
  let used = 0;
  for (const line of block.split('\n')) {
    used += Buffer.byteLength(line, 'utf8') + 1;
    if (used > bytes) break;
    kept.push(line);
  }
  return kept.join('\n');
}

/** Names come from files that others wrote: nothing in them becomes markup, a link, a mention or a table border. */
export function plain(text: string): string {
  return text
    .replaceAll(UNPRINTABLE, '\uFFFD')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//');
}

/** A code span or block whose fence is longer than any run of backticks inside. */
function code(text: string): string {
  const line = text.replaceAll(UNPRINTABLE, '\uFFFD').replaceAll(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

function commandBlock(text: string): string {
  const line = text.replaceAll(UNPRINTABLE, '\uFFFD').replaceAll(/\s+/g, ' ');
  const longest = Math.max(2, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${line}\n${fence}`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}\n`;
}

function head({ verdict, run }: ReportModel): string {
  return `# ${verdict.label}\n\n${plain(verdict.because)}\n\nPilot ${plain(run.pilot.name)}, ${plain(verdict.environment)}, ${counted(verdict.trials, 'trial')}, seed ${code(verdict.seed)}${run.commit === null ? '' : `, commit ${code(run.commit.slice(0, 12))}${run.dirty ? ' with local changes' : ''}`}.\n`;
}

function reasons({ verdict }: ReportModel): string | null {
  if (verdict.reasons.length === 0) return null;
  const lines = verdict.reasons.map(
    (reason) => `1. **${reason.verdict}** (${reason.rule}) ${plain(reason.text)}`,
  );
  return `## Why not GO\n\n${lines.join('\n')}\n`;
}

const WORST_FIRST = { fail: 0, inconclusive: 1, pass: 2 } as const;

function objectives({ verdict }: ReportModel): string {
  if (verdict.objectives.length === 0) return '## Objectives\n\nThis gate sets no objective.\n';
  const sorted = [...verdict.objectives].sort((a, b) => WORST_FIRST[a.status] - WORST_FIRST[b.status]);
  const rows = sorted.map((o) => [
    `${plain(o.id)}: ${plain(o.title)}`,
    `${o.status}${o.level === 'warn' && o.status !== 'pass' ? ' (warns only)' : ''}`,
    formatQuantity(o.estimate, o.unit),
    `${formatQuantity(o.bound, o.boundUnit)}${o.boundUnit === o.unit ? '' : ' of trials'}`,
    `${o.comparison === 'max' ? '≤' : '≥'} ${formatQuantity(o.limit, o.unit)}`,
    grouped(o.trials),
  ]);
  return `## Objectives\n\n${table(['Objective', 'Status', 'Estimate', 'Bound', 'Limit', 'n (trials)'], rows)}\n`;
}

function invariants({ verdict }: ReportModel): string {
  const held = verdict.invariants.filter(({ status }) => status === 'held');
  const others = verdict.invariants.filter(({ status }) => status !== 'held');
  const rows = others.map((i) => [
    `**${plain(i.id)}** ${plain(i.title)}`,
    i.status,
    `${grouped(i.violations)} in ${counted(i.violatingTrials, 'trial')}`,
    i.first === null ? '' : plain(i.first.because),
    i.first?.replay === null || i.first === null ? '' : code(i.first.replay).replaceAll('|', '\\|'),
  ]);
  const broken =
    rows.length === 0 ? '' : `${table(['Invariant', 'Status', 'Violations', 'First', 'Replay'], rows)}\n\n`;
  return `## Invariants\n\n${broken}${held.length} of ${verdict.invariants.length} held: ${held.map(({ id }) => plain(id)).join(', ') || 'none'}.\n`;
}

function failingCase({
  invariant,
  title,
  scenario,
  index,
  seed,
  because,
  faults,
  story,
  replay,
}: FailingCase): string {
  const lines = story.map(
    ({ atMs, voice, text, decisive }) =>
      `- ${(atMs / 1_000).toFixed(3)} s, ${plain(voice)}: ${plain(text)}${decisive ? ' **← here it breaks**' : ''}`,
  );
  return [
    `### ${plain(invariant)} ${plain(title)}: ${plain(scenario)}, trial ${index}, seed ${code(seed)}`,
    plain(because),
    faults.length === 0
      ? 'It needs no fault at all.'
      : faults.map((fault) => `1. ${plain(fault)}`).join('\n'),
    ...(lines.length === 0
      ? []
      : [`<details><summary>What happened</summary>\n\n${lines.join('\n')}\n\n</details>`]),
    commandBlock(replay),
    '',
  ].join('\n\n');
}

function scenarios({ verdict }: ReportModel): string {
  const rows = verdict.scenarios.map((s) => [
    plain(s.name),
    `${grouped(s.trials)} of ${grouped(s.trialsPlanned)}`,
    grouped(s.intents),
    grouped(s.settled),
    grouped(s.violatingTrials),
  ]);
  return `## Scenarios\n\n${table(['Scenario', 'Trials', 'Intents', 'Settled', 'Violating trials'], rows)}\n`;
}

function coverage({ verdict }: ReportModel): string {
  const rows = quotasWorstFirst(verdict.coverage).map((quota) => [
    `**${plain(quota.id)}** ${plain(quota.title)}`,
    STATUS_WORDS[quota.status],
    quota.status === 'not-applicable' ? '' : seenOf(quota),
    neededOf(quota),
  ]);
  const { classes, rows: states } = pairMatrix(verdict.coverage);
  const cells = states.map(({ state, cells: row }) => [
    plain(state),
    ...row.map(({ status, trials }) =>
      status === 'unreachable' ? '·' : status === 'unplayable' ? '–' : grouped(trials),
    ),
  ]);
  return `## Coverage\n\n${table(['Situation', 'Status', 'Seen in trials', 'Asked'], rows)}\n\nTrials in which a fault of the class struck an intent in the state (–: not played, ·: not asked for).\n\n${table(['', ...classes.map(plain)], cells)}\n`;
}

function metricBlock({ title, meaning, columns, groups }: ReportModel['metrics'][number]): string {
  const rows = groups.flatMap(({ by, rows }) => [
    ...(by === '' ? [] : [[`**${plain(by)}**`, ...columns.slice(1).map(() => '')]]),
    ...rows.map((cells) => cells.map((cell, index) => plain(metricCell(cell, columns[index]!.unit)))),
  ]);
  const body =
    rows.length === 0
      ? 'No samples in this run.'
      : table(
          columns.map(({ name }) => plain(name)),
          rows,
        );
  return `### ${plain(title)}\n\n${plain(meaning)}\n\n${body}\n`;
}

function proof({ verdict }: ReportModel): string {
  const { mutants } = verdict.selfTest;
  const caught = mutants.filter(({ caughtBy }) => caughtBy !== null).length;
  const twice =
    verdict.determinism === null
      ? ''
      : ` ${verdict.determinism.sampled - verdict.determinism.differing.length} of ${counted(verdict.determinism.sampled, 'trial')} run twice gave the same ${repeated(verdict.determinism)}.`;
  const ladder = verdict.claimLadder.map(({ text }) => `- ${plain(text)}`).join('\n');
  return `## How sure this is\n\n${caught} of ${counted(mutants.length, 'planted mutant')} caught.${twice}\n\n${ladder}\n`;
}

function provenance({ run, verdict }: ReportModel): string {
  return [
    '## Where this comes from',
    commandBlock(run.command),
    `History ${code(verdict.historyHash)}, thresholds ${code(run.gateHash)}, pilot ${code(run.pilot.hash)}, policy ${code(run.policy.hash)}, topology ${code(run.topology.hash)}.`,
    '',
  ].join('\n\n');
}
