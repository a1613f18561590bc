import { html, type Markup } from './markup.ts';

type Cell = string | Markup;

interface Column {
  readonly name: string;
  readonly numeric?: boolean;
}

interface TableRow {
  readonly className?: string;
  readonly cells: readonly Cell[];
}

/**
 * A table that turns into one card a row on narrow screens: each cell then shows its column's name. The roles keep it a
 * table for screen readers where the style sheet changes `display`.
 */
export function table(options: {
  readonly className?: string;
  readonly caption: Cell;
  readonly columns: readonly Column[];
  /** A row of cells, or a heading over the rows that follow. */
  readonly rows: readonly (TableRow | { readonly heading: Cell })[];
}): Markup {
  const { caption, className, columns, rows } = options;
  return html`<table role="table"${className === undefined ? null : html` class="${className}"`}><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${columns.map(
    ({ name, numeric }) => html`<th role="columnheader" scope="col"${kindOf(numeric)}>${name}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map((row) =>
    'heading' in row
      ? html`<tr role="row" class="heading"><th role="rowheader" colspan="${columns.length}">${row.heading}</th></tr>`
      : rowOf(row, columns),
  )}</tbody></table>`;
}

function rowOf({ className, cells }: TableRow, columns: readonly Column[]): Markup {
  return html`<tr role="row" class="${className ?? ''}">${cells.map((cell, index) => {
    const { name, numeric } = columns[index]!;
    return index === 0
      ? html`<th role="rowheader" scope="row">${cell}</th>`
      : html`<td role="cell" data-label="${name}"${kindOf(numeric)}><span>${cell}</span></td>`;
  })}</tr>`;
}

function kindOf(numeric: boolean | undefined): Markup {
  return numeric === true ? html` class="number"` : html``;
}

const TONES = {
  pass: 'good',
  held: 'good',
  fail: 'bad',
  violated: 'bad',
  inconclusive: 'open',
  'not-exercised': 'open',
  warn: 'open',
} as const;

/** A status word; its colour only repeats what the word says. */
export function badge(status: keyof typeof TONES, word: string = status): Markup {
  return html`<span class="badge ${TONES[status]}">${word}</span>`;
}
