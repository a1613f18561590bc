import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Broken } from './broken/broken.fixture.ts';
import { CLAIMS } from './broken/claims.fixture.ts';
import { EVENT_MISTAKES } from './broken/event-mistakes.fixture.ts';
import { LOOKUP_MISTAKES } from './broken/lookup-mistakes.fixture.ts';
import { OTHER_MISTAKES } from './broken/other-mistakes.fixture.ts';
import { PAY_MISTAKES } from './broken/pay-mistakes.fixture.ts';
import { COLUMNS } from './columns.ts';
import { ROWS } from './rows/registry.ts';
import { runRow } from './run-row.ts';

const BROKEN: readonly Broken[] = [
  ...PAY_MISTAKES,
  ...LOOKUP_MISTAKES,
  ...EVENT_MISTAKES,
  ...CLAIMS,
  ...OTHER_MISTAKES,
];
const folder = mkdtempSync(join(tmpdir(), 'fg-broken-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function kinds({ column, caughtBy, wrap }: Broken) {
  const at = COLUMNS.find(({ id }) => id === column)!;
  const found: Record<string, string> = {};
  for (const id of caughtBy) {
    const row = ROWS.find((one) => one.id === id)!;
    found[id] = (await runRow(row, at, { folder: join(folder, at.adapter), wrap })).kind;
  }
  return found;
}

describe('an adapter that', () => {
  it.each(BROKEN)('$says is caught', async (broken) => {
    const expected = Object.fromEntries(broken.caughtBy.map((id) => [id, 'broken']));
    expect(await kinds(broken)).toEqual(expected);
  });
});

it('every row can fail: some mistake must be found by it', () => {
  const failing = new Set(BROKEN.flatMap(({ caughtBy }) => caughtBy));
  expect(ROWS.filter(({ id }) => !failing.has(id)).map(({ id }) => id)).toEqual([]);
});
