import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COLUMNS } from './columns.ts';
import { ABILITIES } from './rig.ts';
import { ROWS } from './rows/registry.ts';
import { runRow } from './run-row.ts';

const folder = mkdtempSync(join(tmpdir(), 'fg-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is not possible without a protocol or in the world of a simulated daemon; everything else must be tried. */
const IMPOSSIBLE: Readonly<Record<string, readonly string[]>> = {
  'sim/plain': ['kill.before-the-row', 'kill.row-without-htlc'],
  'sim/cln': ['kill.row-without-htlc'],
  'emulated/cln-socket': ['kill.row-without-htlc', 'door.wrong-credentials', 'door.wrong-certificate'],
  'emulated/cln-rest': ['kill.row-without-htlc'],
  'emulated/eclair': ['door.wrong-certificate'],
};

describe.each(COLUMNS)('the contract at $id', (column) => {
  it.each(ROWS)('$id: $promise', async (row) => {
    const result = await runRow(row, column, { folder: join(folder, column.adapter) });
    const isDoor = column.environment === 'sim' && row.id.startsWith('door.');
    const isImpossible = isDoor || IMPOSSIBLE[column.id]?.includes(row.id) === true;
    expect(isImpossible ? ['impossible'] : ['kept', 'declared'], JSON.stringify(result)).toContain(
      result.kind,
    );
  });
});

describe('the rows', () => {
  it('are told apart, say what they promise and where that is said', () => {
    expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
    for (const { id, promise, source, needs } of ROWS) {
      expect(id).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(promise).toMatch(/^[A-Z].*\.$/);
      expect(source).toMatch(/\.md|ports\//);
      for (const ability of needs) expect(ABILITIES).toHaveProperty(ability);
    }
  });
});
