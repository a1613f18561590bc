import { accessSync, constants, existsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { probeEngine } from '#compose/engine-probe';

export interface Finding {
  readonly id: string;
  readonly ok: boolean;
  /** Without it nothing runs; otherwise something named in `says` does not. */
  readonly needed: boolean;
  readonly title: string;
  readonly says: string;
}

const MEMORY_GIB_MIN = 1;

export async function examine(out: string): Promise<readonly Finding[]> {
  return [node(), cores(), memory(), folder(out), await duckdb(), await charts(), await engine()];
}

function node(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= 24;
  return {
    id: 'node',
    ok,
    needed: true,
    title: 'Node',
    says: `${process.versions.node} (24 or later is needed)`,
  };
}

function cores(): Finding {
  const count = availableParallelism();
  return { id: 'cores', ok: true, needed: false, title: 'Cores', says: `${count}, one worker each` };
}

function memory(): Finding {
  const gib = totalmem() / 2 ** 30;
  const ok = gib >= MEMORY_GIB_MIN;
  const says = `${gib.toFixed(1)} GiB${ok ? '' : ': large networks will not fit; use --workers 1'}`;
  return { id: 'memory', ok, needed: false, title: 'Memory', says };
}

/** The nearest folder that exists decides; nothing is created by looking. */
function folder(out: string): Finding {
  const about = { id: 'folder', needed: true, title: 'Run folder' };
  let nearest = resolve(out);
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return { ...about, ok: true, says: `${resolve(out)} can be written` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      ...about,
      ok: false,
      says: `${nearest} cannot be written (${code}); choose another with --out DIR`,
    };
  }
}

async function duckdb(): Promise<Finding> {
  const about = { id: 'duckdb', needed: true, title: 'DuckDB' };
  try {
    const { DuckDBInstance, version } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:');
    instance.closeSync();
    return { ...about, ok: true, says: `${version()} loads` };
  } catch (error) {
    return {
      ...about,
      ok: false,
      says: `does not load: ${said(error)}. Evidence cannot be stored; run \`npm ci\` again`,
    };
  }
}

async function charts(): Promise<Finding> {
  const about = { id: 'vega', needed: true, title: 'Vega' };
  try {
    const { version } = await import('vega');
    return { ...about, ok: true, says: `${version} loads` };
  } catch (error) {
    return {
      ...about,
      ok: false,
      says: `does not load: ${said(error)}. Reports cannot be drawn; run \`npm ci\` again`,
    };
  }
}

async function engine(): Promise<Finding> {
  const probe = await probeEngine();
  const about = { id: 'engine', needed: false, title: 'Container engine' };
  return probe.reachable
    ? { ...about, ok: true, says: `Docker ${probe.version} (API ${probe.apiVersion}) at ${probe.where}` }
    : { ...about, ok: false, says: `${probe.why} at ${probe.where}; the simulation runs without one` };
}

function said(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
}
