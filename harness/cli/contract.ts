import type { Command } from 'commander';
import type { ContractFlags } from './contract-flags.ts';

export function declareContract(root: Command): void {
  root
    .command('contract')
    .description(
      'hold every adapter to the contract of its port, over simulated and emulated daemons; 0: all as declared',
    )
    .option(
      '--only <names>',
      'only these rows, families of rows (pay, kill), environments (sim) or columns (emulated/lnd), separated by commas',
    )
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'no progress')
    .action(async (flags: ContractFlags) => {
      const { contractCommand } = await import('./contract-command.ts');
      const { onInterrupt } = await import('./interruption.ts');
      process.exitCode = await contractCommand(flags, onInterrupt());
    });
}
