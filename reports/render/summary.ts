import { counted, formatQuantity, grouped } from '../gate/quantity.ts';
import { repeated } from '../gate/repeated.ts';
import type { Verdict } from '../gate/verdict-schema.ts';
import { UNPRINTABLE } from './markup.ts';
import { quotaLine } from './quota-words.ts';

/** What a terminal shows at the end of `run`, and all that `gate` shows. Plain text, no colour, no trailing spaces. */
export function renderSummary(verdict: Verdict, options: { readonly reportPath?: string } = {}): string {
  const held = verdict.invariants.filter(({ status }) => status === 'held').length;
  const lines = [
    `${verdict.label}  ${verdict.because}`,
    '',
    `  trials      ${grouped(verdict.trials)} of ${grouped(verdict.trialsPlanned)}, ${verdict.environment}, seed ${verdict.seed}`,
    `  invariants  ${held} of ${verdict.invariants.length} held; violating trials at most ${formatQuantity(verdict.claim.bound, 'ratio')} at ${formatQuantity(verdict.claim.confidence, 'ratio')}`,
    `  self-test   ${selfTestLine(verdict)}`,
    `  coverage    ${quotaLine(verdict.coverage)}`,
    `  history     ${verdict.historyHash}`,
    ...objectiveLines(verdict),
    ...reasonLines(verdict),
    ...replayLines(verdict),
    ...(options.reportPath === undefined ? [] : ['', `Report: ${options.reportPath}`]),
  ];
  return `${lines.map((line) => line.replaceAll(UNPRINTABLE, '\uFFFD').trimEnd()).join('\n')}\n`;
}

function selfTestLine({ selfTest, determinism }: Verdict): string {
  const caught = selfTest.mutants.filter(({ caughtBy }) => caughtBy !== null).length;
  const mutants = `${caught} of ${counted(selfTest.mutants.length, 'planted mutant')} caught`;
  if (determinism === null) return mutants;
  const same = determinism.sampled - determinism.differing.length;
  return `${mutants}; ${same} of ${counted(determinism.sampled, 'trial')} run twice gave the same ${repeated(determinism)}`;
}

const WORST_FIRST = { fail: 0, inconclusive: 1, pass: 2 } as const;

function objectiveLines({ objectives }: Verdict): string[] {
  if (objectives.length === 0) return [];
  const sorted = [...objectives].sort((a, b) => WORST_FIRST[a.status] - WORST_FIRST[b.status]);
  const rows = sorted.map((o) => [
    o.level === 'warn' && o.status !== 'pass' ? `${o.status} (warns)` : o.status,
    o.id,
    formatQuantity(o.estimate, o.unit),
    formatQuantity(o.bound, o.boundUnit) + (o.boundUnit === o.unit ? '' : ' of trials'),
    `${o.comparison === 'max' ? '≤' : '≥'} ${formatQuantity(o.limit, o.unit)}`,
    grouped(o.trials),
  ]);
  return ['', ...aligned([['status', 'objective', 'estimate', 'bound', 'limit', 'n'], ...rows])];
}

/** Two spaces between columns; the last four hold numbers and are set to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(
    (row) =>
      `  ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')}`,
  );
}

const REASONS_MAX = 12;

function reasonLines({ reasons }: Verdict): string[] {
  if (reasons.length === 0) return [];
  const shown = reasons.slice(0, REASONS_MAX).map(({ verdict, text }) => `  ${verdict}: ${text}`);
  const rest = reasons.length - shown.length;
  return [
    '',
    'Why not GO',
    ...shown,
    ...(rest > 0 ? [`  … and ${counted(rest, 'more reason')} in the report`] : []),
  ];
}

function replayLines({ invariants }: Verdict): string[] {
  const lines = invariants.flatMap(({ id, first }) => (first?.replay ? [`  ${id}  ${first.replay}`] : []));
  return lines.length === 0 ? [] : ['', 'Replay', ...lines];
}
