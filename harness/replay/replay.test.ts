import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readInputs } from '#harness/run/read-inputs';
import { writeCases } from '#harness/run/write-cases';
import { runTrial } from '#harness/sim/trial';
import { sha256Text } from '#orchestrator/domain/digest';
import { readCase } from './read-case.ts';
import { replay } from './replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { pilot, policyText, network } = readInputs('quickstart');
const context = { pilot, policyText, network };
const spec = { scenario: 'node-outage', index: 3, ordinal: 3, seed: '12345' };
const played = runTrial(context, spec, { history: 'keep' });
const violations = [{ invariant: 'S01', atSeq: 5, atMs: 1, intents: [0], because: 'made up' }];

function caseFile(name: string, networkText = JSON.stringify(network)): string {
  const within = join(folder, name);
  mkdirSync(join(within, 'inputs'), { recursive: true });
  writeFileSync(join(within, 'inputs/network.json'), networkText);
  const [written] = writeCases({
    folder: within,
    red: [{ spec, historyHash: played.historyHash, violations }],
    context,
    network: { text: networkText, sha256: sha256Text(networkText), file: 'inputs/network.json' },
    commit: null,
  });
  return join(within, written!.file);
}

it('plays a case to the same bytes, and says that a violation does not reproduce', () => {
  const again = replay(readCase(caseFile('small')), { runTrial }, { everyIntent: false });
  expect(again).toMatchObject({ sameBytes: true, reproduces: false });
  expect(again.story.some(({ intent }) => intent === 0)).toBe(true);
  expect(again.story.every(({ intent }) => intent <= 0)).toBe(true);
  const all = replay(readCase(caseFile('small')), { runTrial }, { everyIntent: true });
  expect(all.story.length).toBeGreaterThan(again.story.length);
});

it('keeps the faults of the trial in the case, and plays them from there', () => {
  const file = caseFile('schedule');
  const { recorded, context: inCase } = readCase(file);
  expect(recorded.schedule?.length).toBeGreaterThan(0);
  const without = replay(
    { recorded: { ...recorded, schedule: [] }, context: inCase },
    { runTrial },
    { everyIntent: false },
  );
  expect(without.sameBytes).toBe(false);
  const otherPilot = {
    ...inCase.pilot,
    scenarios: inCase.pilot.scenarios.map((each) => ({ ...each, params: { faults: { min: 9, max: 9 } } })),
  };
  const again = replay(
    { recorded, context: { ...inCase, pilot: otherPilot } },
    { runTrial },
    { everyIntent: false },
  );
  expect(again.sameBytes).toBe(true);
});

it('keeps a large network beside the cases, and refuses another one', () => {
  const large = JSON.stringify({ ...network, note: ' '.repeat(1_000_000) });
  const file = caseFile('large', large);
  expect(readCase(file).context.network.channels).toEqual(network.channels);
  writeFileSync(join(folder, 'large/inputs/network.json'), JSON.stringify(network));
  expect(() => readCase(file)).toThrow(/not the network that the case was recorded on/);
});

it('refuses a case of another version, naming it', () => {
  const file = join(folder, 'future.json');
  writeFileSync(file, JSON.stringify({ version: 7 }));
  expect(() => readCase(file)).toThrow(/future\.json:1:\d+ {2}version — found 7, allowed 1 .*newer version/);
});
