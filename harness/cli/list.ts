import { Argument, type Command } from 'commander';

const KINDS = [
  'pilots',
  'scenarios',
  'faults',
  'invariants',
  'coverage',
  'metrics',
  'mutants',
  'topologies',
  'daemons',
] as const;

export function declareList(root: Command): void {
  root
    .command('list')
    .description(`what there is: ${KINDS.join(', ')}`)
    .addArgument(new Argument('[kind]', 'only these').choices(KINDS))
    .option('--json', 'one JSON document on stdout')
    .action(async (kind: (typeof KINDS)[number] | undefined, { json }: { readonly json?: boolean }) => {
      const { catalog } = await import('./catalog.ts');
      const chosen = catalog().filter((section) => kind === undefined || section.kind === kind);
      if (json) {
        const document = Object.fromEntries(chosen.map((section) => [section.kind, section.entries]));
        process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
      } else {
        process.stdout.write(chosen.map(sectionText).join('\n'));
      }
    });
}

function sectionText({
  title,
  entries,
}: ReturnType<typeof import('./catalog.ts')['catalog']>[number]): string {
  const width = Math.max(...entries.map((entry) => entry.id.length));
  const lines = entries.map((entry) => {
    const details = entry.details.map((detail) => `  ${''.padEnd(width)}    ${detail}\n`);
    return `  ${entry.id.padEnd(width)}  ${entry.says}\n${details.join('')}`;
  });
  return `${title}\n${lines.join('')}`;
}
