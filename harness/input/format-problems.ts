import type { Problem } from './problem.ts';

const SHOWN_MAX = 20;

/**
 * Problems for people, one a line: `pilot.yaml:12:5  channels[3].capacitySat — found 0, allowed … (why)`. The first 20
 * and a count of the rest; editors and terminals make the position clickable.
 */
export function formatProblems(problems: readonly Problem[]): string {
  const lines = problems.slice(0, SHOWN_MAX).map(formatProblem);
  const rest = problems.length - lines.length;
  if (rest > 0) lines.push(`… and ${rest} more problem${rest === 1 ? '' : 's'}`);
  return lines.join('\n');
}

function formatProblem(problem: Problem): string {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const field = problem.path === '' ? (problem.line === 0 ? '(file)' : '(document)') : problem.path;
  return `${place}  ${field} — found ${problem.found}, allowed ${problem.allowed} (${problem.message})`;
}
