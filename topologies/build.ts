import { buildGraph } from './build-graph.ts';
import { checkNetwork } from './check-network.ts';
import { chooseRoles } from './choose-roles.ts';
import type { BuildResult, ImportedGraph, TopologyProblem } from './problem.ts';
import type { TopologyDocument } from './topology-schema.ts';

/**
 * A topology document → a network that can be simulated, or everything that is wrong with it. Pure: what the document
 * imports has been read and parsed before (`importDescribegraph`, `importCloth`) and is handed in.
 */
export function buildTopology(document: TopologyDocument, imported?: ImportedGraph): BuildResult {
  const shape = shapeProblems(document, imported);
  if (shape.length > 0) return { ok: false, problems: shape };
  const built =
    document.import !== undefined && imported !== undefined
      ? chooseRoles(document.name, document.import, imported)
      : buildGraph(document);
  return built.ok ? checkNetwork(built.network, document.import === undefined ? '' : 'import') : built;
}

function shapeProblems(document: TopologyDocument, imported: ImportedGraph | undefined): TopologyProblem[] {
  const written = (['nodes', 'channels'] as const).filter((key) => document[key] !== undefined);
  if (document.import !== undefined) {
    if (imported === undefined)
      throw new Error('a document with an import was built before its graph was read');
    return written.map((path) => ({
      path,
      found: `${path} and import`,
      allowed: 'nodes and channels, or import',
      message: `${path} cannot stand beside import: the imported graph brings its own`,
    }));
  }
  return (['nodes', 'channels'] as const)
    .filter((key) => document[key] === undefined)
    .map((path) => ({
      path,
      found: 'nothing',
      allowed: `a list of ${path}, or an import block`,
      message: `a topology needs nodes and channels, or an import`,
    }));
}
