import { TRIGGER_EVENTS } from '#chaos/fault';
import { FAULTS } from '#chaos/registry';
import { SCENARIOS } from '#scenarios/registry';
import { code, markdownTable } from './markdown.ts';

const GROUPS = {
  net: 'Between orchestrator and node',
  api: 'The node’s API',
  evt: 'Callbacks',
  ln: 'The Lightning network',
  chain: 'The chain',
  node: 'Node processes',
  store: 'The orchestrator’s database',
  orch: 'The orchestrator itself',
  config: 'Its configuration',
  policy: 'The policy engine',
  killswitch: 'The kill switch',
  human: 'People',
  load: 'Load',
} as const;

/** docs/faults.md, from the registry of faults. */
export function faultsPage(): string {
  const groups = Object.entries(GROUPS).map(([group, title]) => `## ${title}\n\n${table(group)}`);
  return `# Faults

The ${FAULTS.length} kinds of fault. A fault is plain data (\`chaos/\`): what, when, where, how strong. The environment injects it and counts
its effects; a fault that a scenario relies on and that touched nothing makes the run INCONCLUSIVE. Last column: the
scenarios that must have felt this kind at least once. Others may draw it too.

${groups.join('\n\n')}

## When a fault begins

At a time (\`atMs\`), or with the n-th of one of these events from then on (\`on\`), plus \`afterMs\`:

${markdownTable(
  ['event', 'meaning'],
  Object.entries(TRIGGER_EVENTS).map(([event, meaning]) => [code(event), meaning]),
)}
`;
}

/** Kinds of a group: what stands before the dot. */
function table(group: string): string {
  return markdownTable(
    ['kind', 'meaning', 'when it ends', 'catalogue', 'expected by'],
    FAULTS.filter(({ kind }) => kind.startsWith(`${group}.`)).map(
      ({ kind, title, meaning, heals, source }) => [
        code(kind),
        `**${title}**. ${meaning}`,
        heals,
        source.replace('properties-and-faults.md ', ''),
        SCENARIOS.filter((scenario) => scenario.expects({}).includes(kind))
          .map(({ name }) => code(name))
          .join(', '),
      ],
    ),
  );
}
