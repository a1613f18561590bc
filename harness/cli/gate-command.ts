import { RUN_FILES, readJson } from '#harness/run/folder-files';
import { judgeRun } from '#harness/run/judge-run';
import { type ExitCode, exitCodeOf } from '#reports/gate/exit-codes';
import { verdictSchema } from '#reports/gate/verdict-schema';
import { renderSummary } from '#reports/render/summary';
import { EvidenceRefused } from './failure.ts';
import { openRun, reading } from './open-run.ts';

/** Judges again and compares with `verdict.json`; writes nothing. */
export async function gateCommand(folder: string, flags: { readonly json?: boolean }): Promise<ExitCode> {
  await openRun(folder);
  const verdict = await reading(() => judgeRun(folder));
  const recorded = await reading(async () => readJson(folder, RUN_FILES.verdict, verdictSchema));
  if (recorded.verdict !== verdict.verdict)
    throw new EvidenceRefused(
      `The evidence in ${folder} says ${verdict.verdict}, but its ${RUN_FILES.verdict} says ${recorded.verdict}.`,
    );
  process.stdout.write(flags.json ? `${JSON.stringify(verdict, null, 2)}\n` : renderSummary(verdict));
  return exitCodeOf(verdict.verdict);
}
