import { existsSync, readdirSync } from 'node:fs';
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
