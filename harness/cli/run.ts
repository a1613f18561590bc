import { type Command, InvalidArgumentError } from 'commander';
import { count, seed, workers } from './number-options.ts';
import type { RunFlags } from './run-flags.ts';

export function declareRun(root: Command): void {
  root
    .command('run')
    .description('play a pilot and answer GO, NO-GO or INCONCLUSIVE')
    .argument('[pilot]', 'a pilot file, or the name of a shipped pilot', 'quickstart')
    .option('--env <environment>', 'where it runs: sim or emulated (default: what the pilot says)')
    .option(
      '--seed <number>',
      'seed of the run, below 2^64 (default: the pilot’s, the commit’s in CI, or drawn)',
      seed,
    )
    .option('--trials <count>', 'trials in all, shared out over the scenarios as the pilot does', count)
    .option('--scenario <name>', 'play only this scenario; may be repeated', collect, [])
    .option('--workers <count>', 'worker threads (default: one per core)', workers)
    .option('--shard <i/n>', 'play only the i-th of n slices of the plan', shard)
    .option('--out <dir>', 'run folder (default: runs/PILOT-SEED-TIME)')
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'no progress')
    .action(async (pilot: string, flags: RunFlags) => {
      const { runCommand } = await import('./run-command.ts');
      process.exitCode = await runCommand(pilot, flags);
    });
}

function shard(text: string): { index: number; of: number } {
  const [, index, of] = /^([1-9][0-9]{0,3})\/([1-9][0-9]{0,3})$/.exec(text) ?? [];
  if (index === undefined || Number(index) > Number(of))
    throw new InvalidArgumentError('It is i/n with 1 ≤ i ≤ n, for example 2/4.');
  return { index: Number(index), of: Number(of) };
}

function collect(name: string, before: readonly string[]): readonly string[] {
  return [...before, name];
}
