import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '#chaos/registry';
import { ALL_INVARIANTS } from '#harness/invariants/registry';
import { EXIT_CODES } from '#reports/gate/exit-codes';
import { EvidenceReader } from '#reports/store/evidence-reader';
import { EvidenceStore } from '#reports/store/evidence-store';
import { SCENARIO_NAMES } from '#scenarios/registry';
import { generatedPages } from './generated-pages.ts';
import { NOT_JUDGED_YET } from './not-judged-yet.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const repo = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('generated pages', () => {
  it.each(generatedPages())(
    'docs/%s is what the registries say today (npm run documents)',
    (name, content) => {
      expect(repo(`docs/${name}`)).toBe(content);
    },
  );

  it('account for every property of the catalogue, once', () => {
    const numbered = (letter: string, last: number) =>
      Array.from({ length: last }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`);
    const named = [...ALL_INVARIANTS, ...NOT_JUDGED_YET].map(({ id }) => id);
    expect(named.toSorted()).toEqual([...numbered('L', 13), ...numbered('S', 35)]);
  });

  it('name tests that are there, and every kind of fault', () => {
    for (const { test } of NOT_JUDGED_YET)
      if (test !== undefined) expect(existsSync(join(ROOT, test)), test).toBe(true);
    const faults = new Map(generatedPages()).get('faults.md')!;
    expect(FAULTS.map(({ kind }) => kind).filter((kind) => !faults.includes(`\`${kind}\``))).toEqual([]);
  });
});

describe('written pages', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const links = [...repo(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
    const broken = links.filter(
      (target) => !/^https?:/.test(target) && !existsSync(join(ROOT, dirname(page), target)),
    );
    expect(broken).toEqual([]);
  });

  it('README names every scenario and every exit code, and counts right', () => {
    const readme = repo('README.md');
    expect(readme).toContain(`[${ALL_INVARIANTS.length} invariants]`);
    expect(readme).toContain(`[${FAULTS.length} kinds of fault]`);
    const firstCells = [...readme.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, cell]) => cell);
    expect(firstCells.filter((cell) => SCENARIO_NAMES.includes(cell!))).toEqual(SCENARIO_NAMES);
    expect(firstCells).toEqual(expect.arrayContaining(Object.values(EXIT_CODES).map(String)));
  });

  it('docs/evidence.md shows queries that DuckDB accepts', async () => {
    const queries = [...repo('docs/evidence.md').matchAll(/```sql\n([^`]+)```/g)].map(([, sql]) => sql!);
    expect(queries.length).toBeGreaterThan(5);
    const folder = await mkdtemp(join(tmpdir(), 'fulgurite-documents-'));
    const path = join(folder, 'evidence.duckdb');
    const store = await EvidenceStore.create(path, {
      run: 'r',
      pilot: 'p',
      environment: 'sim',
      seed: '7',
      version: '0',
      valueBandsSat: [1_000],
    });
    await store.finish();
    const reader = await EvidenceReader.open(path);
    for (const sql of queries) await reader.rows(sql);
    reader.close();
    await rm(folder, { recursive: true });
  });
});
