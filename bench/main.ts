import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Figure, meetsBar } from './figure.ts';
import { FIGURES } from './figures.ts';

/** `npm run bench [-- ID…]`: every figure beside its bar, as it comes; results also in bench/results.json. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !FIGURES.some((job) => job.ids.includes(id)));
if (unknown.length > 0) {
  const known = FIGURES.flatMap((job) => job.ids).join(', ');
  process.stderr.write(`no figure ${unknown.join(', ')}; there are ${known}\n`);
  process.exit(64);
}
const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
const figures: Figure[] = [];
for (const job of FIGURES) {
  if (wanted.length > 0 && !job.ids.some((id) => wanted.includes(id))) continue;
  process.stderr.write(`${job.ids.join(', ')} …\n`);
  for (const figure of await job.measure()) {
    figures.push(figure);
    const { id, value, unit, bar } = figure;
    const ok = meetsBar(figure) ? 'ok' : 'MISSED';
    process.stderr.write(`  ${id}: ${number(value)} ${unit} (${bar.op} ${number(bar.value)}) ${ok}\n`);
  }
}

const rows = figures.map((figure) => [
  figure.what,
  `${number(figure.value)} ${figure.unit}`,
  `${figure.bar.op} ${number(figure.bar.value)}`,
  meetsBar(figure) ? 'yes' : 'NO',
  figure.note,
]);
const table = [['figure', 'measured', 'bar', 'ok', 'note'], ...rows];
const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
for (const row of table)
  process.stdout.write(
    `${row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()}\n`,
  );

const root = fileURLToPath(new URL('..', import.meta.url));
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const results = figures.map((figure) => ({
  id: figure.id,
  value: figure.value,
  unit: figure.unit,
  bar: `${figure.bar.op} ${figure.bar.value}`,
  ok: meetsBar(figure),
}));
writeFileSync(
  fileURLToPath(new URL('./results.json', import.meta.url)),
  `${JSON.stringify({ commit, cores: availableParallelism(), results }, null, 2)}\n`,
);
process.exitCode = figures.every(meetsBar) ? 0 : 1;
