import { NotARun } from '#harness/run/folder-files';
import type { Manifest } from '#reports/evidence/manifest';
import { verifyRun } from '#reports/evidence/run-folder';
import { EvidenceRefused } from './failure.ts';

/** The manifest of a run folder that is complete and as it was sealed. @throws EvidenceRefused (exit 3) */
export async function openRun(folder: string): Promise<Manifest> {
  const verification = await verifyRun(folder);
  if (verification.ok) return verification.manifest;
  const lines = verification.problems.map(({ what }) => `✗ ${what}`);
  throw new EvidenceRefused([`${folder} cannot be trusted:`, ...lines].join('\n'));
}

/** A folder of another version is as good as altered: it cannot be read. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotARun) throw new EvidenceRefused(error.message);
    throw error;
  }
}
