import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short: the path of a unix socket has about a hundred bytes. */
const PREFIX = `ful-${process.pid}-`;

/** Where the servers of one trial write what their clients need. */
export function makeTrialFolder(): string {
  return mkdtempSync(join(tmpdir(), PREFIX));
}

export function removeTrialFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What threads of this process left that were stopped in the middle of a trial. */
export function removeTrialFolders(): void {
  for (const name of readdirSync(tmpdir()))
    if (name.startsWith(PREFIX)) removeTrialFolder(join(tmpdir(), name));
}
