import { formatQuantity, grouped } from '../gate/quantity.ts';
import type { Verdict } from '../gate/verdict-schema.ts';
import { escapeHtml } from './markup.ts';

type Outcome =
  | { readonly kind: 'passed' }
  /** The product is at fault. */
  | { readonly kind: 'failure'; readonly type: string; readonly message: string }
  /** Nothing is known: CI shows an error red, and a skipped test green. */
  | { readonly kind: 'error'; readonly message: string };

interface TestCase {
  readonly name: string;
  readonly outcome: Outcome;
  readonly output: string;
}

/**
 * `junit.xml`: one test case per invariant and environment, one per objective, and one for the verdict, so that a run
 * that is INCONCLUSIVE for any other reason is not green either (gates-and-evidence.md §D.2). Messages stand both in the
 * attribute and in the content: GitLab reads only the latter. Times are virtual, so none is written.
 */
export function renderJunit(verdict: Verdict): string {
  const suites = [
    suite(`fulgurite.${verdict.environment}.invariants`, verdict.invariants.map(invariantCase)),
    suite(`fulgurite.${verdict.environment}.objectives`, verdict.objectives.map(objectiveCase)),
    suite(`fulgurite.${verdict.environment}.verdict`, [verdictCase(verdict)]),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fulgurite" ${totals(all)}>
${suites.map(({ name, cases }) => suiteXml(name, cases)).join('\n')}
</testsuites>
`;
}

function suite(name: string, cases: readonly TestCase[]) {
  return { name, cases };
}

function invariantCase(invariant: Verdict['invariants'][number]): TestCase {
  const { id, title, kind, status, violatingTrials, trials, bound, first } = invariant;
  const sample = `${grouped(trials)} trials tested it; rate of violating trials at most ${formatQuantity(bound, 'ratio')}`;
  const outcome: Outcome =
    status === 'held'
      ? { kind: 'passed' }
      : status === 'not-exercised'
        ? { kind: 'error', message: 'Never put to the test: nothing is known about it.' }
        : {
            kind: 'failure',
            type: kind,
            message: [
              `Violated in ${violatingTrials} of ${grouped(trials)} trials.`,
              first === null
                ? ''
                : `First: ${first.scenario}, trial ${first.index}, seed ${first.seed}: ${first.because}`,
              first?.replay ? `Replay: ${first.replay}` : '',
            ]
              .filter((line) => line !== '')
              .join('\n'),
          };
  return { name: `${id} ${title}`, outcome, output: sample };
}

function objectiveCase(objective: Verdict['objectives'][number]): TestCase {
  const { id, title, status, level, because, estimate, bound, boundUnit, unit, trials } = objective;
  const figures = `estimate ${formatQuantity(estimate, unit)}, bound ${formatQuantity(bound, boundUnit)}, n ${grouped(trials)} trials`;
  const outcome: Outcome =
    status === 'pass' || level === 'warn'
      ? { kind: 'passed' }
      : status === 'fail'
        ? { kind: 'failure', type: 'objective', message: because }
        : { kind: 'error', message: because };
  const warning = level === 'warn' && status !== 'pass' ? `WARNING (${status}): ${because}\n` : '';
  return { name: `${id}: ${title}`, outcome, output: `${warning}${figures}` };
}

function verdictCase({ verdict, because, reasons, label, seed, historyHash }: Verdict): TestCase {
  const message = [because, ...reasons.map(({ text }) => `- ${text}`)].join('\n');
  const outcome: Outcome =
    verdict === 'GO'
      ? { kind: 'passed' }
      : verdict === 'NO-GO'
        ? { kind: 'failure', type: 'NO-GO', message }
        : { kind: 'error', message };
  return { name: 'verdict', outcome, output: `${label}; seed ${seed}; history ${historyHash}` };
}

function totals(cases: readonly TestCase[]): string {
  const count = (kind: Outcome['kind']) => cases.filter(({ outcome }) => outcome.kind === kind).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="0"`;
}

function suiteXml(name: string, cases: readonly TestCase[]): string {
  const suiteName = escapeHtml(name);
  // GitLab keeps only the first of several cases with one name, so a repeated name gets a number.
  const seen = new Map<string, number>();
  const lines = cases.map((testCase) => {
    const times = (seen.get(testCase.name) ?? 0) + 1;
    seen.set(testCase.name, times);
    return caseXml(suiteName, times === 1 ? testCase : { ...testCase, name: `${testCase.name} (${times})` });
  });
  return `  <testsuite name="${suiteName}" ${totals(cases)}>\n${lines.join('\n')}${lines.length > 0 ? '\n' : ''}  </testsuite>`;
}

function caseXml(suiteName: string, { name, outcome, output }: TestCase): string {
  return `    <testcase classname="${suiteName}" name="${attribute(name)}">${outcomeXml(outcome)}<system-out>${escapeHtml(output)}</system-out></testcase>`;
}

function outcomeXml(outcome: Outcome): string {
  if (outcome.kind === 'passed') return '';
  const type = outcome.kind === 'error' ? 'INCONCLUSIVE' : outcome.type;
  const { kind, message } = outcome;
  return `<${kind} type="${attribute(type)}" message="${attribute(message)}">${escapeHtml(message)}</${kind}>`;
}

/** XML folds line breaks in attributes into spaces, so they are written as references. */
function attribute(text: string): string {
  return escapeHtml(text).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;');
}
