import type { Command } from 'commander';

export function declareReport(root: Command): void {
  root
    .command('report')
    .description('draw the report of a run again, from its evidence')
    .argument('<run>', 'a run folder')
    .action(async (folder: string) => {
      const { reportCommand } = await import('./report-command.ts');
      await reportCommand(folder);
    });
}
