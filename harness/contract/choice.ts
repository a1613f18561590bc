import { COLUMNS, type Column } from './columns.ts';
import type { ContractRow } from './row.ts';
import { ROWS } from './rows/registry.ts';

export interface Choice {
  readonly rows: readonly ContractRow[];
  readonly columns: readonly Column[];
}

const familyOf = ({ id }: ContractRow) => id.slice(0, id.indexOf('.'));

/**
 * Rows and columns by name: a row, its family (`pay`), an environment, a column or its adapter. Without a name of a row all
 * rows are meant, without one of a column all columns. `unknown`: names of neither.
 */
export function chosen(
  names: readonly string[],
): Choice | { readonly unknown: readonly string[]; readonly known: readonly string[] } {
  const rowNames = (row: ContractRow) => [row.id, familyOf(row)];
  const columnNames = ({ id, environment, adapter }: Column) => [id, environment, adapter];
  const known = new Set([...ROWS.flatMap(rowNames), ...COLUMNS.flatMap(columnNames)]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) return { unknown, known: [...known] };
  const rows = ROWS.filter((row) => rowNames(row).some((name) => names.includes(name)));
  const columns = COLUMNS.filter((column) => columnNames(column).some((name) => names.includes(name)));
  return { rows: rows.length === 0 ? ROWS : rows, columns: columns.length === 0 ? COLUMNS : columns };
}
