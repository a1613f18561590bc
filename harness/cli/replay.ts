import type { Command } from 'commander';

interface ReplayFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function declareReplay(root: Command): void {
  root
    .command('replay')
    .description('play one failing trial again and tell it in words; 1: it still violates, 0: it does not')
    .argument('<case>', 'a case file: cases/*.json of a run, or corpus/*.json')
    .option('--all', 'the time line of every intent, not only of those concerned')
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, flags: ReplayFlags) => {
      const { replayCommand } = await import('./replay-command.ts');
      process.exitCode = await replayCommand(file, flags);
    });
}
