import type { Command } from 'commander';
import type { MutantsFlags } from './mutants-flags.ts';
import { count, seed, workers } from './number-options.ts';

export function declareMutants(root: Command): void {
  root
    .command('mutants')
    .description(
      'hunt every planted bug of the orchestrator, a canary and a control without faults; 0: this suite can be trusted',
    )
    .option('--only <ids>', 'hunt only these, separated by commas (fulgurite list mutants)')
    .option('--trials-max <count>', 'trials in which a mutant must be killed', count, 2_000)
    .option('--seed <number>', 'seed of the campaign, below 2^64', seed, '1')
    .option('--workers <count>', 'worker threads (default: one per core)', workers)
    .option('--out <folder>', 'write the shrunk case of every killed mutant, for fulgurite replay')
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'no progress')
    .action(async (flags: MutantsFlags) => {
      const { mutantsCommand } = await import('./mutants-command.ts');
      const { onInterrupt } = await import('./interruption.ts');
      process.exitCode = await mutantsCommand(flags, onInterrupt());
    });
}
