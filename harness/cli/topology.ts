import { type Command, InvalidArgumentError } from 'commander';
import { seed } from './number-options.ts';
import type { ImportFlags, JsonFlag, UpFlags } from './topology-flags.ts';

const UP_HELP = `
It stays in the foreground and says what happens, until Ctrl-C, SIGTERM, POST /stop of its control API, or
fulgurite topology down. Being stopped is its normal end: exit 0. A port that is in use, a folder that cannot be
used or where another network runs: one line, exit 75, and nothing is left.`;

export function declareTopology(root: Command): void {
  const topology = root
    .command('topology')
    .description('look at networks, import them, and serve them for an orchestrator of your own');
  topology
    .command('check')
    .description('read a topology and say what is in it, or what is wrong with it')
    .argument('<topology>', 'a topology file, or a name of the library (fulgurite list topologies)')
    .option('--json', 'one JSON document on stdout')
    .action(async (reference: string, flags: JsonFlag) => {
      const { checkCommand } = await import('./topology-files-command.ts');
      checkCommand(reference, flags);
    });
  topology
    .command('import')
    .description('write a topology file for a graph of another tool')
    .argument('<files...>', 'JSON of lncli describegraph; or nodes, channels and edges (CSV) of CLoTH')
    .requiredOption('--out <file>', 'topology file to write')
    .option('--name <name>', 'name of the topology (default: that of the file)')
    .option('--payers <count>', 'so many of the richest nodes pay', wholeNumber(1, 1_000), 3)
    .option('--daemons <names>', 'daemons that the payers stand for, in turn', 'lnd,cln,eclair')
    .option(
      '--split-seed <number>',
      'draw balances; else as in the file, or half',
      wholeNumber(0, 4_294_967_295),
    )
    .option('--json', 'one JSON document on stdout')
    .action(async (files: string[], flags: ImportFlags) => {
      const { importCommand } = await import('./topology-files-command.ts');
      importCommand(files, flags);
    });
  topology
    .command('export', { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { EnvironmentUnavailable } = await import('#harness/run/environment-unavailable');
      throw new EnvironmentUnavailable('topology export is not built yet.');
    });
  topology
    .command('up')
    .description('serve every node of LND, Core Lightning and Eclair on the API of its daemon')
    .argument('<topology>', 'a topology file, or a name of the library')
    .option('--env <environment>', 'emulated', 'emulated')
    .option('--dir <dir>', 'folder for credentials, sockets and topology.json (default: runs/topology-NAME)')
    .option('--speed <factor>', 'how many times as fast as the wall clock', speed, 1)
    .option('--seed <number>', 'of latencies, failures and preimages (default: drawn)', seed)
    .option(
      '--port-base <port>',
      'port of the first API; the others follow (default: any that are free)',
      port,
    )
    .option('--control <port>', 'port of the control API (default: any that is free)', port)
    .option('--json', 'one JSON document on one line of stdout, as in topology.json')
    .option('--quiet', 'do not say what happens')
    .addHelpText('after', UP_HELP)
    .action(async (reference: string, flags: UpFlags) => {
      const { upCommand } = await import('./topology-up-command.ts');
      process.exitCode = await upCommand(reference, flags);
    });
  topology
    .command('status')
    .description('say what runs in a folder; 75 when nothing does')
    .argument('<dir>', 'folder that was given to up')
    .option('--json', 'one JSON document on stdout')
    .action(async (dir: string, flags: JsonFlag) => {
      const { statusCommand } = await import('./topology-running-command.ts');
      await statusCommand(dir, flags);
    });
  topology
    .command('down')
    .description('stop what runs in a folder, and clear away what a crash left')
    .argument('<dir>', 'folder that was given to up')
    .action(async (dir: string) => {
      const { downCommand } = await import('./topology-running-command.ts');
      await downCommand(dir);
    });
}

function port(text: string): number {
  return wholeNumber(1, 65_535)(text);
}

function speed(text: string): number {
  const factor = Number(text);
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text) || factor < 0.001 || factor > 100_000)
    throw new InvalidArgumentError('It is a number from 0.001 to 100000.');
  return factor;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,10}$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return number;
  };
}
