import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '#harness/replay/replay';
import { SILENT } from '#harness/run/progress';
import { playCorpus } from './play-corpus.ts';
import { corpusFolders, readCorpus, SHIPPED_CORPUS } from './read-corpus.ts';

const home = mkdtempSync(join(tmpdir(), 'fulgurite-corpus-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const shipped = readCorpus([SHIPPED_CORPUS], home);

describe('the shipped corpus', () => {
  it('is small, readable, and green on the real orchestrator', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(4);
    for (const { plan } of shipped) expect(plan.network.nodes.length).toBeLessThanOrEqual(8);
    expect(playCorpus(shipped, SILENT)).toEqual({ cases: shipped.length, failures: [] });
  });

  it.each(
    shipped.filter(({ recorded }) => recorded.mutant !== null).map((each) => [each.recorded.mutant!, each]),
  )('still shows the planted bug %s', (_mutant, recorded) => {
    expect(replay(recorded, { everyIntent: false }).reproduces).toBe(true);
  });
});

it('looks in the shipped folder and in corpus/ where the command was given', () => {
  expect(corpusFolders(home)).toEqual([SHIPPED_CORPUS.replace(/\/$/, '')]);
  mkdirSync(join(home, 'corpus'));
  expect(corpusFolders(home)).toEqual([SHIPPED_CORPUS.replace(/\/$/, ''), join(home, 'corpus')]);
});

it('refuses a folder with anything that is no case, all of it at once, with file and line', () => {
  const folder = join(home, 'mixed');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.json'), '{\n "version": 2,\n nonsense');
  writeFileSync(join(folder, 'b.json'), '{\n "version": 9 }');
  writeFileSync(join(folder, 'README.md'), 'Not a case, and not read as one.');
  expect(() => readCorpus([folder], home)).toThrow(/mixed\/a\.json:3:2 .*\n.*mixed\/b\.json:2:2 {2}version/);
});

it('says that a case crashed instead of passing it', () => {
  const [first] = shipped;
  const plan = { ...first!.plan, policyText: '{}' };
  const { failures } = playCorpus([{ ...first!, plan, shown: 'corpus/odd.json' }], SILENT);
  expect(failures).toEqual([
    { file: 'corpus/odd.json', invariant: null, because: expect.stringMatching(/^it crashed: /) },
  ]);
});
