import { hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTopology } from '#topologies/build';
import { importCloth } from '#topologies/import-cloth';
import { importDescribegraph } from '#topologies/import-describegraph';
import type { Network } from '#topologies/network';
import type { ImportResult, TopologyProblem } from '#topologies/problem';
import { halfSplit, type Split, seededSplit } from '#topologies/split';
import { type TopologyImport, topologySchema } from '#topologies/topology-schema';
import { parsePath } from './field-path.ts';
import { suggestion } from './nearest-name.ts';
import { parseJson } from './parse-json.ts';
import { fileProblem, type Problem, type Refusal } from './problem.ts';
import { type DocumentRead, JSON_BYTES_MAX, readDocument } from './read-document.ts';
import { type ImportText, readImport } from './read-import.ts';
import { shortJson } from './short-json.ts';
import { type Position, positionsOf } from './source-text.ts';

const LIBRARY = fileURLToPath(new URL('../../topologies/library/', import.meta.url));

export interface LoadedTopology {
  readonly ok: true;
  readonly network: Network;
  readonly file: string;
  /** Over the document and everything that it imports, 64 hex digits: two equal digests mean two equal networks. */
  readonly sha256: string;
  readonly warnings: readonly Problem[];
}

/** Names that stand for a topology of the library, sorted. */
export function libraryTopologies(): readonly string[] {
  const files = readdirSync(LIBRARY).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => basename(file, '.yaml')).sort();
}

/**
 * A topology by its library name (`ln-100`) or its path → the network, its imports read and everything checked.
 * @param folder what a relative path starts from; default: the working directory.
 */
export function loadTopology(reference: string, folder = ''): LoadedTopology | Refusal {
  const file = fileOf(reference, folder);
  if (typeof file !== 'string') return file;
  const document = readDocument(file, topologySchema, { what: 'a topology file' });
  if (!document.ok) return document;

  const texts = new Map<string, ImportText>();
  const wanted = document.value.import;
  for (const [source, path] of wanted === undefined ? [] : importPaths(wanted)) {
    const read = readImport(
      isAbsolute(path) ? path : join(dirname(file), path),
      `the ${wanted?.format} file`,
    );
    if (read.ok) texts.set(source, read);
    else return { ok: false, problems: [...read.problems, importedHere(document, source, path)] };
  }

  const imported = wanted === undefined ? undefined : parseImport(wanted, texts);
  if (imported?.ok === false)
    return { ok: false, problems: imported.problems.map((p) => place(document, texts, p)) };
  const built = buildTopology(document.value, imported?.graph);
  if (!built.ok) return { ok: false, problems: built.problems.map((p) => place(document, texts, p)) };
  return {
    ok: true,
    network: built.network,
    file,
    sha256: digestOf(document.sha256, [...texts.values()]),
    warnings: built.warnings.map((warning) => place(document, texts, warning)),
  };
}

function fileOf(reference: string, folder: string): string | Refusal {
  const isPath = /[\\/]|\.(ya?ml|json)$/i.test(reference);
  if (isPath) return isAbsolute(reference) ? reference : join(folder, reference);
  const known = libraryTopologies();
  if (known.includes(reference)) return join(LIBRARY, `${reference}.yaml`);
  const allowed = `one of ${known.join(', ')}, or a path to a topology file`;
  const found = `the name ${shortJson(reference)}`;
  return fileProblem(reference, found, allowed, suggestion(reference, known, 'there is no such topology'));
}

/** The files of an import, by the key that names them. */
function importPaths(wanted: TopologyImport): readonly (readonly [source: string, path: string])[] {
  if (wanted.format === 'lnd-describegraph') return [['path', wanted.path]];
  return (['nodes', 'channels', 'edges'] as const).map((source) => [source, wanted[source]] as const);
}

function parseImport(wanted: TopologyImport, texts: ReadonlyMap<string, ImportText>): ImportResult {
  const text = (source: string): string => texts.get(source)!.text;
  if (wanted.format === 'lnd-describegraph') return importDescribegraph(text('path'), splitOf(wanted.split));
  const csv = { nodes: text('nodes'), channels: text('channels'), edges: text('edges') };
  return importCloth(csv, wanted.split === 'file' ? undefined : splitOf(wanted.split));
}

function splitOf(split: 'half' | { readonly seed: number }): Split {
  return split === 'half' ? halfSplit : seededSplit(split.seed);
}

/** Says where in which file a problem of the topology stands. */
function place(
  document: DocumentRead<unknown>,
  texts: ReadonlyMap<string, ImportText>,
  problem: TopologyProblem,
): Problem {
  const { path, found, allowed, message, source, line } = problem;
  const imported = source === undefined ? undefined : texts.get(source);
  if (imported === undefined) return document.problemAt(path, { found, allowed, message });
  const position = line === undefined ? positionInJson(imported.text, path) : { line, column: 1 };
  return { file: imported.file, ...position, path, found, allowed, message };
}

/** A second look at a JSON text, only when it is wrong. A text too large for that is told by the path alone. */
function positionInJson(text: string, path: string): Position {
  if (text.length > JSON_BYTES_MAX) return { line: 1, column: 1 };
  const outcome = parseJson(text);
  const offset = outcome.ok ? outcome.parsed.offsetOf(parsePath(path)) : outcome.faults[0]!.offset;
  return positionsOf(text)(offset);
}

/** Leads from a file that could not be read back to the line that asked for it. */
function importedHere(document: DocumentRead<unknown>, source: string, path: string): Problem {
  return document.problemAt(`import.${source}`, {
    found: shortJson(path),
    allowed: 'a readable file, relative to this document',
    message: 'the import cannot be read',
  });
}

function digestOf(document: string, imports: readonly ImportText[]): string {
  return imports.length === 0
    ? document
    : hash('sha256', [document, ...imports.map((text) => text.sha256)].join('\n'), 'hex');
}
