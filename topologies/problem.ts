import type { Network, NetworkChannel } from './network.ts';

/** What is wrong with a topology document or with a graph that it imports. Pure data: the reader adds the file. */
export interface TopologyProblem {
  /** Field in the document (`channels[3].capacitySat`) or, with `source`, in the imported text. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  readonly message: string;
  /** Which imported text the path speaks of: `path` for a single file, or `nodes`, `channels`, `edges` of CLoTH. */
  readonly source?: string;
  /** Line in that text, from 1, where the format has lines. */
  readonly line?: number;
}

/** A graph without roles: what an importer reads out of a file of somebody else. */
export interface ImportedGraph {
  readonly nodes: readonly { readonly name: string; readonly pubkey: string }[];
  readonly channels: readonly NetworkChannel[];
}

export type Refused = { readonly ok: false; readonly problems: readonly TopologyProblem[] };
export type ImportResult = { readonly ok: true; readonly graph: ImportedGraph } | Refused;
export type BuildResult =
  | { readonly ok: true; readonly network: Network; readonly warnings: readonly TopologyProblem[] }
  | Refused;
