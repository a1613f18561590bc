import { existsSync, rmSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { InputError } from '#harness/input/input-error';
import { type LoadedTopology, loadTopology } from '#harness/input/load-topology';
import type { Implementation } from '#topologies/network';
import { writeWhole } from '../run/atomic-write.ts';

export interface ImportWish {
  /** One: JSON of `lncli describegraph`. Three: nodes, channels and edges of CLoTH, CSV. */
  readonly files: readonly string[];
  /** Where the topology document goes; must not be there. */
  readonly out: string;
  readonly name: string;
  /** So many of the richest nodes pay. */
  readonly payers: number;
  /** Dealt out to the payers in turn. */
  readonly daemons: readonly Implementation[];
  /** Balances drawn from this seed; null: as the file has them, or half of each channel. */
  readonly splitSeed: number | null;
}

/**
 * Writes a topology document that imports a graph of another tool, and checks it whole. Nothing is left when it is wrong.
 * @throws InputError
 */
export function writeImport(wish: ImportWish): LoadedTopology {
  const { out, name, payers, daemons, splitSeed, files } = wish;
  const [first, channels, edges] = files.map((file) => fromOut(out, file));
  const source =
    files.length === 1
      ? { format: 'lnd-describegraph', path: first }
      : { format: 'cloth-csv', nodes: first, channels, edges };
  const document = {
    version: 1,
    name,
    import: {
      ...source,
      ...(splitSeed !== null && { split: { seed: splitSeed } }),
      payers: { richest: payers },
      payerImplementations: [...daemons],
      payees: 'reachable',
    },
  };
  if (existsSync(out))
    throw new InputError([
      {
        file: out,
        line: 0,
        column: 0,
        path: '',
        found: 'a file',
        allowed: 'a path where nothing is',
        message: 'it would be overwritten; name another with --out FILE',
      },
    ]);
  writeWhole(
    out,
    `# Written by \`fulgurite topology import\`; the graph itself stays where it is.\n${stringify(document)}`,
  );
  const loaded = loadTopology(resolve(out));
  if (loaded.ok) return loaded;
  rmSync(out);
  throw new InputError(loaded.problems);
}

/** Paths of a document are relative to it. */
function fromOut(out: string, file: string): string {
  return relative(dirname(resolve(out)), resolve(file));
}
