import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { MANIFEST_FILE } from '#reports/evidence/run-folder';
import { EnvironmentUnavailable } from './environment-unavailable.ts';

/** `runs/quickstart-7-20260131T120000Z`: sorts by time within a pilot and a seed. */
export function defaultFolder(pilot: string, seed: string, startedAt: string): string {
  return `runs/${pilot}-${seed}-${startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(/[-:]/g, '')}`;
}

/** Evidence is never written over: a folder with anything in it is left alone. */
export function refuseUsedFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder);
  if (entries.length === 0) return;
  const what = entries.includes(MANIFEST_FILE) ? 'holds a run already' : 'is not empty';
  throw new EnvironmentUnavailable(`${folder} ${what}. Choose another folder with --out DIR.`);
}

/** One folder after the other: Node's own recursive way never comes back from a place like /proc. Returns the first that was not there. */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.unshift(path);
  for (const path of missing) mkdirSync(path);
  return missing[0];
}
