import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { scheduleSchema } from '#chaos/schedule';
import { explain } from '#harness/cli/failure';
import { pilotSchema } from '#scenarios/pilot-schema';
import { InputError } from './input-error.ts';
import { readDocument } from './read-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-fault-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const crash = { kind: 'node.crash', atMs: 0, durMs: 1, role: 'payer', node: 0, loseUnsynced: false };

/** What is said about a file whose second fault is this one. */
function refusalOf(fault: object) {
  const file = join(folder, 'schedule.json');
  writeFileSync(file, JSON.stringify({ schedule: [crash, fault] }, null, 2));
  const read = readDocument(file, z.strictObject({ schedule: scheduleSchema }), { what: 'a schedule' });
  if (read.ok) return null;
  const { line, path, message } = read.problems[0]!;
  return { said: `${line} ${path}: ${message}`, code: explain(new InputError(read.problems)).code };
}

it.each([
  ['node.crush', '12 schedule[1].kind: did you mean "node.crash"?'],
  ['net.blakhole', '12 schedule[1].kind: did you mean "net.blackhole"?'],
  ['Chain.Reorg', '12 schedule[1].kind: did you mean "chain.reorg"?'],
  ['teapot', '12 schedule[1].kind: not a known value'],
])('a kind of fault that does not exist, %s, ends with 65 and the nearest name', (kind, said) => {
  expect(refusalOf({ ...crash, kind })).toEqual({ said, code: 65 });
});

it.each([
  ['kinds: [node.crsh]', 'kinds[0]: did you mean "node.crash"?'],
  ['fault: { min: 1 }', 'fault: did you mean "faults"?'],
  ['faults: { min: 0.5 }', 'faults.min: a value of another type'],
])('in the parameters of a scenario, %s, the same', (params, said) => {
  const file = join(folder, 'pilot.yaml');
  const pilot = readFileSync(new URL('../../scenarios/pilots/quickstart.yaml', import.meta.url), 'utf8');
  writeFileSync(file, pilot.replace(/name: roll-call, trials: \d+/, `$&, params: { ${params} }`));
  const read = readDocument(file, pilotSchema, { what: 'a pilot' });
  const [problem] = read.ok ? [] : read.problems;
  expect(`${problem?.path}: ${problem?.message}`).toBe(`scenarios[16].params.${said}`);
});

it('a parameter that the kind does not have, too; what is right passes', () => {
  expect(refusalOf({ ...crash, nod: 1 })).toEqual({
    said: '18 schedule[1].nod: did you mean "node"?',
    code: 65,
  });
  expect(refusalOf(crash)).toBeNull();
});
