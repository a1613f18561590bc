import { PAIRS } from '#harness/coverage/pairs';
import { COVERAGE_ITEMS } from '#harness/coverage/registry';
import { COVERAGE_QUOTAS } from '#reports/gate/coverage-quotas';
import { code, markdownTable } from './markdown.ts';

/** docs/coverage.md, from the registry of coverage items. */
export function coveragePage(): string {
  const asked = PAIRS.filter(({ unreachable }) => unreachable === null);
  return `# Coverage

A clean run says little about what it never met. These situations are counted in every trial, by a fold over its history
(\`harness/coverage/\`, one file each), and asked for in proportion to the length of the run: ${code('gate.coverage.perThousand')} of the pilot file,
in trials of 1,000, rounded down. A quota that is not met makes the verdict INCONCLUSIVE and says what was seen, what was
needed and which scenario meets it most. What the scenarios of a pilot cannot bring about is listed, never passed silently;
${code('mode: all')} refuses that too, ${code('mode: report')} counts and does not judge.

${markdownTable(
  ['item', 'what is counted', 'needs', 'trials of 1,000'],
  COVERAGE_ITEMS.map(({ id, title, meaning, needs, counted }) => [
    id,
    `**${title}**. ${meaning}`,
    typeof counted === 'object' && 'notApplicable' in counted
      ? `not applicable: ${counted.notApplicable}`
      : [
          ...needs.faults.map((wanted) => code(wanted.endsWith('.') ? `${wanted}*` : wanted)),
          ...(needs.workload === undefined ? [] : [`${code(needs.workload)} above 0`]),
          ...(needs.amountSat === undefined ? [] : [`payments of ${needs.amountSat} sat`]),
        ].join(', '),
    typeof counted === 'object' && 'notApplicable' in counted
      ? ''
      : `${COVERAGE_QUOTAS[id]}${counted === 'effects' ? ' a kind' : counted === 'pairs' ? ' a pair' : ''}`,
  ]),
)}

## State × fault class

${asked.length} of ${PAIRS.length} pairs are asked for. An effect that names a payment strikes that intent; one that names a node strikes the intents whose
open attempt is there and those that no node carries yet; one that names neither strikes every open intent. The others, and why:

${markdownTable(
  ['pairs', 'why they are not asked for'],
  [...Map.groupBy(PAIRS, ({ unreachable }) => unreachable ?? '')]
    .filter(([because]) => because !== '')
    .map(([because, pairs]) => [
      [...Map.groupBy(pairs, ({ state }) => state)]
        .map(([state, row]) => `${code(state)} × ${row.map(({ faultClass }) => faultClass).join(', ')}`)
        .join('; '),
      because,
    ]),
)}
`;
}
