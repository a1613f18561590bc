import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { beginRun, readManifest, sealRun, verifyRun } from './run-folder.ts';

const DESCRIPTION = {
  run: 'r1',
  pilot: 'quickstart',
  environment: 'sim',
  seed: '42',
  versions: { fulgurite: '0.1.0' },
  inputs: { 'pilot.yaml': 'ab'.repeat(32) },
  capabilities: { 'node-kill': true, netem: false },
  startedAt: '2026-01-01T00:00:00Z',
};
const SEAL = { finishedAt: '2026-01-01T00:01:00Z', historyHash: 'cd'.repeat(32) };

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-folder-'));
  folder = join(root, 'run');
  await beginRun(folder, DESCRIPTION);
  await mkdir(join(folder, 'cases'));
  await writeFile(join(folder, 'verdict.json'), '{}');
  await writeFile(join(folder, 'cases', 's01.json'), '{"case":1}');
});
afterEach(() => rm(root, { recursive: true }));

async function problems() {
  const verification = await verifyRun(folder);
  return verification.ok ? [] : verification.problems.map(({ kind, file }) => `${kind} ${file}`);
}

it('is incomplete until it is sealed, then it verifies', async () => {
  expect(await problems()).toEqual(['incomplete manifest.json']);
  const manifest = await sealRun(folder, SEAL);
  expect(Object.keys(manifest.files)).toEqual(['cases/s01.json', 'verdict.json']);
  expect(manifest.files['verdict.json']).toEqual({
    bytes: 2,
    sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  });
  expect(await verifyRun(folder)).toEqual({ ok: true, manifest });
  expect(await readManifest(folder)).toMatchObject({ ...DESCRIPTION, ...SEAL, complete: true });
  expect(await readdir(folder)).not.toContain('manifest.json.part');
});

it('finds what is missing, altered or added', async () => {
  await sealRun(folder, SEAL);
  await writeFile(join(folder, 'verdict.json'), '[]');
  await rm(join(folder, 'cases', 's01.json'));
  await writeFile(join(folder, 'more.txt'), '');
  expect(await problems()).toEqual([
    'missing cases/s01.json',
    'altered verdict.json',
    'unknown-file more.txt',
  ]);
});

it('says what is wrong with a manifest, and throws nothing', async () => {
  expect(await verifyRun(root)).toMatchObject({
    problems: [{ kind: 'no-manifest', what: 'no manifest.json: this is not a run folder' }],
  });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, files: { '../../etc/passwd': {} } }));
  expect(await problems()).toEqual(['bad-manifest manifest.json']);
  await writeFile(path, '{"cut":');
  expect(await problems()).toEqual(['bad-manifest manifest.json']);
});
