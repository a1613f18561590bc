import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';

/** The folder belongs to this process until it gives it up. */
export interface FolderClaim {
  giveUp(): void;
}

const LOCK = 'running.pid';

/**
 * Makes the folder, and a file in it that keeps others out. What a process left that is dead does not.
 * @throws EnvironmentUnavailable when another network runs there, or nothing may be written
 */
export function claimFolder(folder: string): FolderClaim {
  const lock = join(folder, LOCK);
  try {
    mkdirSync(folder, { recursive: true });
    const owner = ownerOf(lock);
    if (owner !== null)
      throw new EnvironmentUnavailable(
        `${folder}: a network runs here already (process ${owner}); stop it first`,
      );
    rmSync(lock, { force: true });
    writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    if (error instanceof EnvironmentUnavailable) throw error;
    throw new EnvironmentUnavailable(
      `${folder}: cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
  return { giveUp: () => rmSync(lock, { force: true }) };
}

/** The live process that holds the lock; null: none. */
function ownerOf(lock: string): number | null {
  let text: string;
  try {
    text = readFileSync(lock, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // Somebody else's process lives too.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null;
  }
}
