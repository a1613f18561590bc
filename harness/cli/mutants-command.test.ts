import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { mutantsCommand } from './mutants-command.ts';

const { signal } = new AbortController();
const flags = { trialsMax: 20, seed: '1', workers: 1, quiet: true, json: true } as const;

it('an unknown id is bad input, with the nearest name, and nothing is hunted', async () => {
  const hunted = mutantsCommand({ ...flags, only: 'key-without-tenan,moon' }, signal);
  await expect(hunted).rejects.toMatchObject({
    name: 'InputError',
    problems: [{ message: 'did you mean "key-without-tenant"?' }, { message: 'there is no such mutant' }],
  });
});

it('prints one document, writes a case each, and ends with 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fulgurite-mutants-'));
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const only = 'memo-normalised, key-without-tenant';
    expect(await mutantsCommand({ ...flags, only, out: join(folder, 'cases') }, signal)).toBe(0);
    expect(JSON.parse(String(print.mock.calls[0]![0]))).toMatchObject({
      killed: 2,
      total: 2,
      mutants: [
        { id: 'key-without-tenant', killedBy: 'S09' },
        { id: 'memo-normalised', killedBy: 'S27' },
      ],
      canary: { red: true },
      control: { green: true },
    });
    expect(readdirSync(join(folder, 'cases')).toSorted()).toEqual([
      'key-without-tenant.json',
      'memo-normalised.json',
    ]);
  } finally {
    print.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a survivor makes it INCONCLUSIVE', async () => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await mutantsCommand({ ...flags, only: 'late-event-reopens', trialsMax: 1 }, signal)).toBe(2);
  } finally {
    print.mockRestore();
  }
});
