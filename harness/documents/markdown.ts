/** A table of GitHub-flavoured Markdown, aligned as the formatter has it; cells may hold Markdown of their own. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map(cell));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((cells) => width(cells[column]!))));
  const rule = widths.map((wide) => '-'.repeat(wide));
  const padded = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text + ' '.repeat(widths[column]! - width(text))).join(' | ')} |`;
  return [lines[0]!, rule, ...lines.slice(1)].map(padded).join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function width(text: string): number {
  return [...text].length;
}
