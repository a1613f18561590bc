import type { Command } from 'commander';

export function declareGate(root: Command): void {
  root
    .command('gate')
    .description('judge a run again, from its evidence and its thresholds; exit code as of run')
    .argument('<run>', 'a run folder')
    .option('--json', 'the verdict as one JSON document on stdout')
    .action(async (folder: string, flags: { readonly json?: boolean }) => {
      const { gateCommand } = await import('./gate-command.ts');
      process.exitCode = await gateCommand(folder, flags);
    });
}
