import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('python', import.meta.url));
/** Where people look for what may be deleted (XDG base directories); `npm ci` would empty a folder of `node_modules`. */
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fulgurite', 'real-clients');
const PROBE_MS = 20_000;
const INSTALL_MS = 240_000;
const REASON_CHARS_MAX = 200;

/** A virtual environment that holds a client library, or why there is none. */
export type PythonClient = { readonly python: string; readonly missing: null } | { readonly missing: string };

export interface WantedClient {
  /** `python/<name>.txt` pins it and all that it needs. */
  readonly name: string;
  /** Versions of Python 3 that the library takes, as minor numbers. */
  readonly minors: { readonly from: number; readonly to: number };
}

/** From the cache, or installed now from the registry that pip is set up for: about 10 s to a minute. Never throws. */
export async function pythonClient({ name, minors }: WantedClient): Promise<PythonClient> {
  const pins = join(HERE, `${name}.txt`);
  const found = await findPython(minors);
  if (found === null) return { missing: `no Python 3.${minors.from} to 3.${minors.to} here` };
  const key = hash('sha256', `${found.version}\n${readFileSync(pins, 'utf8')}`, 'hex').slice(0, 12);
  const folder = join(CACHE, `${name}-${key}`);
  const client: PythonClient = { python: join(folder, 'bin', 'python'), missing: null };
  if (existsSync(folder)) return client;
  const unfinished = `${folder}.${process.pid}.tmp`;
  try {
    mkdirSync(CACHE, { recursive: true });
    await run(found.command, ['-m', 'venv', unfinished], { timeout: INSTALL_MS });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', pins];
    await run(join(unfinished, 'bin', 'python'), pip, { timeout: INSTALL_MS });
    // Whole or not at all, also when two runs install at the same moment.
    if (!existsSync(folder)) renameSync(unfinished, folder);
    return client;
  } catch (why) {
    return { missing: `it cannot be installed: ${reasonOf(why)}` };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Says in the name of the tests, and in the output, why they do not run. */
export function titleOf(client: PythonClient, title: string): string {
  if (client.missing === null) return title;
  const skipped = `${title} — skipped: ${client.missing}`;
  console.warn(skipped);
  return skipped;
}

async function findPython({ from, to }: WantedClient['minors']) {
  const exact = Array.from({ length: to - from + 1 }, (_, back) => `python3.${to - back}`);
  for (const command of ['python3', ...exact, 'python']) {
    const version = await versionOf(command);
    const minor = /^3\.(\d+)\./.exec(version)?.[1];
    if (minor !== undefined && Number(minor) >= from && Number(minor) <= to) return { command, version };
  }
  return null;
}

/** '' where the command does not run. */
async function versionOf(command: string): Promise<string> {
  const print = 'import platform; print(platform.python_version())';
  return run(command, ['-c', print], { timeout: PROBE_MS }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

/** pip's last complaint, one line. */
function reasonOf(why: unknown): string {
  const { stderr = '', message } = why as Error & { readonly stderr?: string };
  const lines = stderr.split('\n').filter((line) => line.startsWith('ERROR'));
  return (lines.at(-1) ?? message.split('\n')[0]!).slice(0, REASON_CHARS_MAX);
}
