import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '#harness/input/input-error';
import type { Problem } from '#harness/input/problem';
import { type ReadCase, readCase } from '#harness/replay/read-case';

/** The folder of past failures that is shipped. */
export const SHIPPED_CORPUS = fileURLToPath(new URL('../../corpus/', import.meta.url));

export interface CorpusCase extends ReadCase {
  /** As people are shown it. */
  readonly shown: string;
}

/** The shipped folder, and `corpus/` where the command was given, if that is another one. */
export function corpusFolders(workingFolder: string): readonly string[] {
  const folders = [SHIPPED_CORPUS, join(workingFolder, 'corpus')].map((folder) => resolve(folder));
  return [...new Set(folders)].filter((folder) => existsSync(folder));
}

/**
 * Every `*.json` of the folders, by name. A case that cannot be read stops everything: a regression that is silently left
 * out is as good as none.
 * @throws InputError with what is wrong with each file.
 */
export function readCorpus(folders: readonly string[], workingFolder: string): readonly CorpusCase[] {
  const problems: Problem[] = [];
  const cases: CorpusCase[] = [];
  for (const file of folders.flatMap(casesIn)) {
    const shown = nearestPath(workingFolder, file);
    try {
      cases.push({ ...readCase(file), shown });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems.map((each) => (each.file === file ? { ...each, file: shown } : each)));
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return cases;
}

function casesIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => join(folder, name));
}

/** Relative when it lies below, so that it can be typed. */
function nearestPath(from: string, file: string): string {
  const path = relative(from, file);
  return path.startsWith('..') ? file : path;
}
