import { type Choice, chosen } from '#harness/contract/choice';
import { isKept, runSuite } from '#harness/contract/suite';
import { contractDocument, contractTable } from '#harness/contract/table';
import { InputError } from '#harness/input/input-error';
import { suggestion } from '#harness/input/nearest-name';
import { SILENT } from '#harness/run/progress';
import { EXIT_CODES, type ExitCode } from '#reports/gate/exit-codes';
import type { ContractFlags } from './contract-flags.ts';
import { ProgressLine } from './progress-line.ts';

/** `fulgurite contract`: one table, row × adapter × environment. */
export async function contractCommand(flags: ContractFlags, signal: AbortSignal): Promise<ExitCode> {
  const { rows, columns } = choice(flags.only);
  const progress = flags.quiet ? SILENT : new ProgressLine(process.stderr);
  progress.stage('contract', rows.length * columns.length);
  const cells = await runSuite({
    rows,
    columns,
    signal,
    done: (cell) => progress.advance({ done: 1, violations: isKept(cell) ? 0 : 1 }),
  });
  progress.end();
  const shown = { rows, columns, cells };
  process.stdout.write(
    flags.json ? `${JSON.stringify(contractDocument(shown), null, 2)}\n` : contractTable(shown),
  );
  if (signal.aborted) return EXIT_CODES.interrupted;
  return cells.every(isKept) ? EXIT_CODES.go : EXIT_CODES.noGo;
}

/** @throws InputError for a name that nothing has, with the nearest one. */
function choice(only: string | undefined): Choice {
  const found = chosen(only?.split(',').map((name) => name.trim()) ?? []);
  if (!('unknown' in found)) return found;
  throw new InputError(
    found.unknown.map((name) => ({
      file: '--only',
      line: 0,
      column: 0,
      path: 'name',
      found: JSON.stringify(name),
      allowed: 'a row, a family of rows, an environment or a column of the table',
      message: suggestion(name, found.known, 'the table has no such row or column'),
    })),
  );
}
