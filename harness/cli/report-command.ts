import { join } from 'node:path';
import { RUN_FILES, readJson } from '#harness/run/folder-files';
import { renderRun } from '#harness/run/render-run';
import { sealRun } from '#reports/evidence/run-folder';
import { verdictSchema } from '#reports/gate/verdict-schema';
import { renderSummary } from '#reports/render/summary';
import { openRun, reading } from './open-run.ts';

/** Only a folder that is as it was sealed is drawn again, so sealing it anew hides nothing. */
export async function reportCommand(folder: string): Promise<void> {
  const { finishedAt, historyHash } = await openRun(folder);
  const verdict = await reading(async () => readJson(folder, RUN_FILES.verdict, verdictSchema));
  await reading(() => renderRun(folder, verdict));
  // A sealed manifest has both; the schema allows null only while a run is incomplete.
  await sealRun(folder, { finishedAt: finishedAt ?? '', historyHash: historyHash ?? '' });
  process.stdout.write(renderSummary(verdict, { reportPath: join(folder, RUN_FILES.html) }));
}
