import { ALL_INVARIANTS } from '#harness/invariants/registry';
import { MUTANTS } from '#harness/mutants/registry';
import { code, markdownTable } from './markdown.ts';
import { NOT_JUDGED_YET } from './not-judged-yet.ts';

const CHECKED = { always: 'after every event', quiescence: 'at quiescence', end: 'at the end' } as const;

/** docs/invariants.md, from the registries of invariants and of mutants. */
export function invariantsPage(): string {
  return `# Invariants

The ${ALL_INVARIANTS.length} promises that every trial is judged by, in every scenario; none can be switched off. One violation in one trial is
NO-GO. Safety says what must never happen; liveness, what must happen in time after the faults have healed. Each is one
file in \`harness/invariants/\`: a fold over the [history](history.md), with a test that shows it firing on a broken history.
The last column names the planted mutants of the orchestrator that prove it: those that it must catch, and in brackets
those of others that it rightly sees as well. A test holds that each invariant has one of its own.

The oracle is the world, not the ledger: what the simulated nodes did is recorded by the nodes themselves, and invariants
share no arithmetic with the orchestrator.

${table('safety')}

## Liveness

Bounds are virtual time and stand in the pilot file (\`timing.boundsMs\`).

${table('liveness')}

## Held by a test instead

Properties of the catalogue that one history cannot show. The test runs with all others, not in every trial.

${markdownTable(
  ['id', 'property', 'how', 'test'],
  NOT_JUDGED_YET.filter(({ test }) => test !== undefined).map(({ id, title, because, test }) => [
    id,
    title,
    because,
    code(test ?? ''),
  ]),
)}

## In the catalogue, but not applicable yet

A GO says nothing about these.

${markdownTable(
  ['id', 'property', 'why not'],
  NOT_JUDGED_YET.filter(({ test }) => test === undefined).map(({ id, title, because }) => [
    id,
    title,
    because,
  ]),
)}
`;
}

function table(wanted: 'safety' | 'liveness'): string {
  return markdownTable(
    ['id', 'name', 'promise', 'checked', 'mutants'],
    ALL_INVARIANTS.filter(({ kind }) => kind === wanted).map(({ id, title, promise, checked }) => [
      id,
      title,
      // The catalogue's own number stands in the first column.
      promise.replace(` (Safety ${id})`, '').replace(` (Liveness ${id})`, ''),
      CHECKED[checked],
      mutantsOf(id),
    ]),
  );
}

function mutantsOf(invariant: string): string {
  const own = MUTANTS.filter(({ expects }) => expects === invariant).map(({ id }) => code(id));
  const others = MUTANTS.filter(({ also = [] }) => also.includes(invariant)).map(({ id }) => code(id));
  return [...own, ...(others.length === 0 ? [] : [`(${others.join(', ')})`])].join(', ');
}
