import type { Command } from 'commander';

export function declareInit(root: Command): void {
  root
    .command('init')
    .description(
      'write a pilot, a policy and a topology of your own to begin with, with schemas for your editor',
    )
    .argument('[dir]', 'folder to write to', '.')
    .action(async (dir: string) => {
      const { initCommand } = await import('./init-command.ts');
      initCommand(dir);
    });
}
