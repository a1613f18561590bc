import { mkdtempSync } from 'node:fs';
import { COLUMNS } from './columns.ts';
import { runRow } from './run-row.ts';
import { ROWS } from './rows/registry.ts';
const [only = '', cols = ''] = process.argv.slice(2);
for (const column of COLUMNS.filter((c) => c.id.includes(cols))) {
  const folder = mkdtempSync('/tmp/fc-');
  let total = 0;
  for (const row of ROWS.filter((r) => r.id.includes(only))) {
    const t = performance.now();
    const result = await runRow(row, column, { folder });
    const ms = performance.now() - t;
    total += ms;
    if (result.kind !== 'kept' || ms > 400) console.log(column.id, row.id, ms.toFixed(0), JSON.stringify(result, null, 1));
  }
  console.log(column.id, 'total', total.toFixed(0));
}
