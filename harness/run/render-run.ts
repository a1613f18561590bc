import { join } from 'node:path';
import { readManifest } from '#reports/evidence/run-folder';
import type { Verdict } from '#reports/gate/verdict-schema';
import { renderHtml } from '#reports/render/html';
import { renderJunit } from '#reports/render/junit';
import { renderMarkdown } from '#reports/render/markdown';
import { writeWhole } from './atomic-write.ts';
import { RUN_FILES } from './folder-files.ts';
import { reportModel } from './report/report-model.ts';

/** Writes report.html, report.md and junit.xml. */
export async function renderRun(folder: string, verdict: Verdict): Promise<void> {
  const model = await reportModel(folder, await readManifest(folder), verdict);
  writeWhole(join(folder, RUN_FILES.html), await renderHtml(model));
  writeWhole(join(folder, RUN_FILES.markdown), renderMarkdown(model));
  writeWhole(join(folder, RUN_FILES.junit), renderJunit(verdict));
}
