import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claimFolder, type FolderClaim, folderOwner, LOCK_FILE } from '#harness/emulators/folder-claim';
import { jsonText, writeWhole } from '../run/atomic-write.ts';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';
import { makeFolder } from '../run/open-folder.ts';
import { isOurReadme } from './folder-readme.ts';
import { FILES, lookForRunningFile, type RunningFile } from './running-file.ts';

/** A folder that is ours until it is given up. */
export interface OwnFolder {
  giveUp(): void;
  /** Takes everything away again that was made since, as far as it was not there before, and gives it up. */
  undo(): void;
}

/**
 * Makes the folder, or takes one that an earlier start left, and clears away what that says of its own process.
 * @throws EnvironmentUnavailable when another network runs there, when it holds other things, when it cannot be written
 */
export function ownFolder(folder: string): OwnFolder {
  const made = makeFolder(folder);
  const before = readdirSync(folder);
  const owner = folderOwner(folder);
  if (owner !== null)
    throw new EnvironmentUnavailable(
      `${folder}: a network runs here already (process ${owner}). Stop it with fulgurite topology down ${folder}, or choose another folder with --dir DIR.`,
    );
  if (before.length > 0 && !isOurs(folder))
    throw new EnvironmentUnavailable(
      `${folder}: holds other things (${before.slice(0, 3).join(', ')}${before.length > 3 ? ', …' : ''}). Choose an empty folder, or one that is not there, with --dir DIR.`,
    );
  const unmake = () => {
    if (made !== undefined) rmSync(made, { recursive: true });
  };
  let claim: FolderClaim;
  try {
    claim = claimFolder(folder);
  } catch (error) {
    unmake();
    throw error;
  }
  removeStale(folder);
  return {
    giveUp: () => claim.giveUp(),
    undo() {
      for (const name of readdirSync(folder))
        if (!before.includes(name)) rmSync(join(folder, name), { recursive: true });
      claim.giveUp();
      unmake();
    },
  };
}

/** What speaks of a process that is gone. */
function removeStale(folder: string): void {
  for (const { endpoint } of lookForRunningFile(folder)?.nodes ?? [])
    if (endpoint?.daemon === 'cln' && endpoint.socketFile.startsWith(folder))
      rmSync(endpoint.socketFile, { force: true });
  for (const name of [FILES.token, FILES.running]) rmSync(join(folder, name), { force: true });
}

/** Whether a network was started here, also where that was killed before it could say anything. */
export function isOurs(folder: string): boolean {
  if (lookForRunningFile(folder) !== null) return true;
  try {
    return isOurReadme(readFileSync(join(folder, FILES.readme), 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') return false;
    throw error;
  }
}

/** Nobody runs here any more, and nobody said so. */
export function clearCrash(folder: string): void {
  const file = lookForRunningFile(folder);
  rmSync(join(folder, LOCK_FILE), { force: true });
  if (file === null) removeStale(folder);
  else leaveStopped(folder, file);
}

/** Keeps certificates, credentials, and how the nodes were reached; nothing of it is a running network any more. */
export function leaveStopped(folder: string, file: RunningFile): void {
  removeStale(folder);
  writeWhole(join(folder, FILES.running), jsonText({ ...file, state: 'stopped' } satisfies RunningFile));
}
