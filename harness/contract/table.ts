import { ALWAYS } from './judge.ts';
import type { ContractRow } from './row.ts';
import { type Cell, isKept } from './suite.ts';

const MARK = { kept: '✓', broken: '✗' } as const;

interface Shown {
  readonly rows: readonly ContractRow[];
  readonly columns: readonly { readonly id: string }[];
  readonly cells: readonly Cell[];
}

/** Row × adapter × environment. What a mark stands for, and what is wrong, follows below the table. */
export function contractTable({ rows, columns, cells }: Shown): string {
  const notes = new Notes();
  const at = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]));
  const lines = rows.map(({ id }) => [
    id,
    ...columns.map((column) => mark(at.get(`${id} ${column.id}`), notes)),
  ]);
  const head = ['', ...columns.map(({ id }) => id)];
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]!.length)));
  const table = [head, ...lines].map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `${[...table, '', ...notes.lines, ...broken(cells), summary(cells)].join('\n')}\n`;
}

/** One JSON document, for machines. */
export function contractDocument({ rows, columns, cells }: Shown) {
  return {
    kept: cells.every(isKept),
    always: ALWAYS,
    columns: columns.map(({ id }) => id),
    rows: rows.map(({ id, promise, source }) => ({ id, promise, source })),
    cells: cells.map(({ row, column, result }) => ({ row, column, ...result })),
  };
}

/** Reasons, each said once. */
class Notes {
  readonly #numbers = new Map<string, number>();

  number(note: string): number {
    const known = this.#numbers.get(note);
    if (known !== undefined) return known;
    this.#numbers.set(note, this.#numbers.size + 1);
    return this.#numbers.size;
  }

  get lines(): readonly string[] {
    if (this.#numbers.size === 0) return [];
    return [...[...this.#numbers].map(([note, number]) => `${String(number).padStart(4)}  ${note}`), ''];
  }
}

function mark(cell: Cell | undefined, notes: Notes): string {
  if (cell === undefined) return '';
  const { result } = cell;
  switch (result.kind) {
    case 'declared':
      return `declared ${notes.number(`declared: ${result.what}`)}`;
    case 'impossible':
      return `– ${notes.number(`not possible here: ${result.why}`)}`;
    default:
      return MARK[result.kind];
  }
}

function broken(cells: readonly Cell[]): readonly string[] {
  return cells.flatMap(({ row, column, result }) =>
    result.kind === 'broken'
      ? [`✗ ${row} at ${column}`, ...result.breaches.map((breach) => `    ${breach}`), '']
      : [],
  );
}

function summary(cells: readonly Cell[]): string {
  const count = (kind: Cell['result']['kind']) => cells.filter(({ result }) => result.kind === kind).length;
  return `${count('kept')} kept, ${count('declared')} as declared, ${count('impossible')} not possible here, ${count('broken')} broken`;
}
