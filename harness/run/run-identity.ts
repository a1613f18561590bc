import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { version as duckdbVersion } from '@duckdb/node-api';
import { PRODUCT } from '../product.ts';

export interface SourceState {
  /** null outside a checkout, or without git. */
  readonly commit: string | null;
  readonly dirty: boolean | null;
}

const ROOT = new URL('../../', import.meta.url);

/** Which build this is: the commit of the checkout that the program runs from. */
export function sourceState(): SourceState {
  const commit = git(['rev-parse', 'HEAD'])?.trim() ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return { commit: null, dirty: null };
  return { commit, dirty: git(['status', '--porcelain']) !== '' };
}

function git(args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // No git, or not a checkout: an ordinary place to run from.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** What ran, for the manifest. */
export function versions({ commit }: SourceState): Record<string, string> {
  return {
    fulgurite: PRODUCT.version,
    node: process.versions.node,
    duckdb: duckdbVersion(),
    platform: `${process.platform} ${process.arch}, ${availableParallelism()} cores`,
    ...(commit === null ? {} : { commit }),
  };
}
