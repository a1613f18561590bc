import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column } from './columns.ts';
import type { ContractRow, RowResult } from './row.ts';
import { runRow } from './run-row.ts';

/** One cell of the table. */
export interface Cell {
  readonly row: string;
  /** `environment/adapter` */
  readonly column: string;
  readonly result: RowResult;
}

export interface SuiteOptions {
  readonly rows: readonly ContractRow[];
  readonly columns: readonly Column[];
  readonly done?: (cell: Cell) => void;
  readonly signal?: AbortSignal;
}

/**
 * Every row at every adapter, one after the other: virtual time stands still while anything is said in this process. Rows that
 * were not begun when the signal came are not in the result.
 */
export async function runSuite(options: SuiteOptions): Promise<readonly Cell[]> {
  const { rows, columns, done, signal } = options;
  const cells: Cell[] = [];
  // Short: the paths of unix sockets hold about a hundred bytes.
  const folder = mkdtempSync(join(tmpdir(), 'fg-'));
  try {
    for (const column of columns)
      for (const row of rows) {
        if (signal?.aborted) return cells;
        const result = await runRow(row, column, { folder: join(folder, column.adapter) });
        const cell = { row: row.id, column: column.id, result };
        cells.push(cell);
        done?.(cell);
      }
    return cells;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function isKept({ result }: Cell): boolean {
  return result.kind !== 'broken';
}
