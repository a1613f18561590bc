import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { claimFolder, folderOwner } from './folder-claim.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-claim-'));
const lock = join(folder, 'running.pid');
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps others out until it is given up', () => {
  const claim = claimFolder(folder);
  expect(folderOwner(folder)).toBe(process.pid);
  expect(() => claimFolder(folder)).toThrow(`process ${process.pid}`);
  claim.giveUp();
  expect(readdirSync(folder)).toEqual([]);
  expect(folderOwner(folder)).toBeNull();
});

it('whoever is dead keeps nobody out, nor does a stranger who has the number now', () => {
  const claim = claimFolder(folder);
  const text = readFileSync(lock, 'utf8');
  claim.giveUp();
  const [pid, startTime] = text.trim().split(' ');
  // This machine says when a process began, so a lock of the same number and another time is from an earlier life.
  const earlier = Number(startTime) > 0 ? [`${pid} ${Number(startTime) - 1}\n`] : [];
  for (const left of ['999999999\n', '999999999 17\n', '', 'x', '-1 5\n', ...earlier]) {
    writeFileSync(lock, left);
    expect(folderOwner(folder), JSON.stringify(left)).toBeNull();
    claimFolder(folder).giveUp();
  }
  writeFileSync(lock, text);
  expect(() => claimFolder(folder)).toThrow('a network runs here already');
});
