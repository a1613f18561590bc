import { setTimeout as wait } from 'node:timers/promises';
import { folderOwner } from '#harness/emulators/folder-claim';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';
import { askToStop, isAnswering } from './ask-control.ts';
import { clearCrash, isOurs } from './own-folder.ts';
import { lookForRunningFile, neverStarted } from './running-file.ts';

const STOPS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

/**
 * Stops the network that runs in a folder: asks it to, and waits until it is gone. Kills nobody: whoever has the number of a
 * process that crashed may be anybody.
 * @returns what was found. @throws EnvironmentUnavailable when it does not stop, or no network was ever started there
 */
export async function bringDown(folder: string): Promise<'stopped' | 'was-stopped' | 'had-crashed'> {
  const file = lookForRunningFile(folder);
  if (file === null && !isOurs(folder)) throw neverStarted(folder);
  if (file !== null && (await isAnswering(file))) {
    await askToStop(file);
    for (let waitedMs = 0; folderOwner(folder) !== null; waitedMs += LOOK_EVERY_MS) {
      if (waitedMs > STOPS_WITHIN_MS) throw hanging(folder, file.pid, 'was asked to stop, and has not');
      await wait(LOOK_EVERY_MS);
    }
    return 'stopped';
  }
  const owner = folderOwner(folder);
  if (owner !== null) throw hanging(folder, owner, 'has this folder, and its control API does not answer');
  if (file?.state === 'stopped') return 'was-stopped';
  clearCrash(folder);
  return 'had-crashed';
}

function hanging(folder: string, pid: number, does: string): EnvironmentUnavailable {
  return new EnvironmentUnavailable(
    `${folder}: process ${pid} ${does}. It is starting, or it hangs: try again, or end it yourself (kill ${pid}).`,
  );
}
