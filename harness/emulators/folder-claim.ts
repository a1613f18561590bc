import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';
import { makeFolder } from '../run/open-folder.ts';

/** The folder belongs to this process until it gives it up. */
export interface FolderClaim {
  giveUp(): void;
}

/** Process and start time of whoever runs in a folder. */
export const LOCK_FILE = 'running.pid';

/**
 * Makes the folder, and a file in it that keeps others out. What a process left that is dead does not, nor does it when
 * another process has its number by now.
 * @throws EnvironmentUnavailable when another network runs there, or nothing may be written
 */
export function claimFolder(folder: string): FolderClaim {
  const lock = join(folder, LOCK_FILE);
  const own = `${lock}.${process.pid}`;
  try {
    makeFolder(folder);
    const owner = folderOwner(folder);
    if (owner !== null) throw taken(folder, owner);
    rmSync(lock, { force: true });
    // A link is there whole or not at all: of two that come at once, one wins and nobody reads half a number.
    writeFileSync(own, `${process.pid} ${startedAt(process.pid)}\n`);
    try {
      linkSync(own, lock);
    } finally {
      rmSync(own);
    }
  } catch (error) {
    if (error instanceof EnvironmentUnavailable) throw error;
    const owner = (error as NodeJS.ErrnoException).code === 'EEXIST' ? folderOwner(folder) : null;
    if (owner !== null) throw taken(folder, owner);
    throw new EnvironmentUnavailable(
      `${folder}: cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
  return { giveUp: () => rmSync(lock, { force: true }) };
}

function taken(folder: string, owner: number): EnvironmentUnavailable {
  return new EnvironmentUnavailable(
    `${folder}: a network runs here already (process ${owner}); stop it first`,
  );
}

/** The live process whose network runs in this folder; null: none. */
export function folderOwner(folder: string): number | null {
  let text: string;
  try {
    text = readFileSync(join(folder, LOCK_FILE), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  const [pid = Number.NaN, startTime = 0] = text.trim().split(' ').map(Number);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  // Numbers of processes are used again: after a restart of the machine or of a container the next day's network often has the same one.
  return startTime !== 0 && startedAt(pid) !== startTime ? null : pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in ticks since the machine did (proc(5), `starttime`); 0 where the system does not say. */
function startedAt(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may have spaces and brackets in it.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) || 0;
  } catch {
    return 0;
  }
}
