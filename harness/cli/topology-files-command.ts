import { basename, extname } from 'node:path';
import { formatProblems } from '#harness/input/format-problems';
import { InputError } from '#harness/input/input-error';
import { type LoadedTopology, loadTopology } from '#harness/input/load-topology';
import { showSummary, summaryOf } from '#harness/topology/describe-network';
import { writeImport } from '#harness/topology/import-document';
import { IMPLEMENTATIONS, type Implementation } from '#topologies/network';
import { UsageError } from './failure.ts';
import type { ImportFlags, JsonFlag } from './topology-flags.ts';

export function checkCommand(reference: string, flags: JsonFlag): void {
  const loaded = loadTopology(reference);
  if (!loaded.ok) throw new InputError(loaded.problems);
  show(loaded, flags);
}

export function importCommand(files: readonly string[], flags: ImportFlags): void {
  if (files.length !== 1 && files.length !== 3)
    throw new UsageError(
      `${files.length} files: it is one (describegraph), or three (nodes, channels and edges of CLoTH, in this order).`,
    );
  const { out, name = basename(out, extname(out)), payers, daemons, splitSeed } = flags;
  const loaded = writeImport({
    files,
    out,
    name,
    payers,
    daemons: daemons.split(',').map(daemonOf),
    splitSeed: splitSeed ?? null,
  });
  process.stderr.write(`Written: ${out}. Serve it: fulgurite topology up ${out}\n`);
  show(loaded, flags);
}

function show(loaded: LoadedTopology, { json }: JsonFlag): void {
  const { network, warnings, file, sha256 } = loaded;
  if (warnings.length > 0) process.stderr.write(`${formatProblems(warnings)}\n`);
  const summary = summaryOf(network);
  process.stdout.write(
    json ? `${JSON.stringify({ ...summary, file, sha256, warnings }, null, 2)}\n` : showSummary(summary),
  );
}

function daemonOf(name: string): Implementation {
  const daemon = IMPLEMENTATIONS.find((one) => one === name.trim());
  if (daemon === undefined)
    throw new UsageError(
      `--daemons ${name}: there is no such daemon. There are ${IMPLEMENTATIONS.join(', ')}.`,
    );
  return daemon;
}
