import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runCampaign } from '#harness/campaign/campaign';
import { campaignDocument, campaignTable } from '#harness/campaign/campaign-table';
import { InputError } from '#harness/input/input-error';
import { suggestion } from '#harness/input/nearest-name';
import { MUTANTS } from '#harness/mutants/registry';
import { jsonText, writeWhole } from '#harness/run/atomic-write';
import { SILENT } from '#harness/run/progress';
import { sourceState } from '#harness/run/run-identity';
import { EXIT_CODES, type ExitCode } from '#reports/gate/exit-codes';
import type { MutantsFlags } from './mutants-flags.ts';
import { ProgressLine } from './progress-line.ts';

/** `fulgurite mutants`: a gate that has not shown that it can fail is INCONCLUSIVE. */
export async function mutantsCommand(flags: MutantsFlags, signal: AbortSignal): Promise<ExitCode> {
  const mutants = chosen(flags.only);
  const { out } = flags;
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const result = await runCampaign({
    mutants,
    seed: flags.seed,
    trialsMax: flags.trialsMax,
    workers: Math.max(1, flags.workers ?? availableParallelism()),
    signal,
    progress: flags.quiet ? SILENT : new ProgressLine(process.stderr),
    ...(out !== undefined && { cases: { commit: sourceState().commit } }),
  });
  if (out !== undefined)
    for (const { id, replayable } of result.mutants)
      if (replayable !== null) writeWhole(join(out, `${id}.json`), jsonText(replayable));
  process.stdout.write(
    flags.json ? `${JSON.stringify(campaignDocument(result), null, 2)}\n` : campaignTable(result),
  );
  return result.passed ? EXIT_CODES.go : EXIT_CODES.inconclusive;
}

/** @throws InputError for an id that is not planted, with the nearest one. */
function chosen(only: string | undefined): typeof MUTANTS {
  if (only === undefined) return MUTANTS;
  const ids = only.split(',').map((id) => id.trim());
  const known = MUTANTS.map(({ id }) => id);
  const problems = ids
    .filter((id) => !known.includes(id))
    .map((id) => ({
      file: '--only',
      line: 0,
      column: 0,
      path: 'mutant',
      found: JSON.stringify(id),
      allowed: 'the id of a mutant (fulgurite list mutants)',
      message: suggestion(id, known, 'there is no such mutant'),
    }));
  if (problems.length > 0) throw new InputError(problems);
  return MUTANTS.filter(({ id }) => ids.includes(id));
}
