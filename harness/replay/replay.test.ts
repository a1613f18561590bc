import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { planOf, runTrial } from '#harness/generator/run-trial';
import { SILENT } from '#harness/run/progress';
import { readInputs } from '#harness/run/read-inputs';
import { writeCases } from '#harness/run/write-cases';
import { shrinkPlan } from '#harness/shrink/shrink-trial';
import { drawSchedule } from '#harness/sim/draw-schedule';
import { deriveSeed } from '#harness/sim/random';
import { sha256Text } from '#orchestrator/domain/digest';
import { caseOf, shrunkCase } from './make-case.ts';
import { readCase } from './read-case.ts';
import { replay } from './replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { pilot, policyText, network } = readInputs('quickstart');
const context = { pilot, policyText, network };
const spec = { scenario: 'node-outage', index: 3, ordinal: 3, seed: '12345' };
const played = runTrial(context, spec, { history: 'hash' });
const violations = [{ invariant: 'S01', atSeq: 5, atMs: 1, intents: [0], because: 'made up' }];
const asItWas = caseOf({
  spec,
  plan: planOf(context, spec),
  expected: { historyHash: played.historyHash, violations },
  commit: null,
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
  return file;
}

const concernedOnly = { everyIntent: false };

describe('a case', () => {
  it('plays to the same bytes, tells what it is about, and says that a violation does not reproduce', () => {
    const read = readCase(write('small.json', asItWas));
    const again = replay(read, concernedOnly);
    expect(again).toMatchObject({ sameBytes: true, reproduces: false, violates: false });
    expect(again.story.some(({ intent }) => intent === 0)).toBe(true);
    expect(again.story.every(({ intent }) => intent <= 0)).toBe(true);
    expect(replay(read, { everyIntent: true }).story.length).toBeGreaterThan(again.story.length);
  });

  it('may be edited by hand: fewer requests are another trial', () => {
    const { plan } = asItWas;
    const fewer = { ...asItWas, plan: { ...plan, operations: plan.operations.slice(5) } };
    expect(replay(readCase(write('fewer.json', fewer)), concernedOnly).sameBytes).toBe(false);
  });

  it('of version 1 becomes one of today with the same bytes, whether its faults were written down or not', () => {
    const { plan: _plan, mutant: _mutant, minimised: _min, original: _orig, told: _told, ...rest } = asItWas;
    const schedule = drawSchedule(context, spec);
    for (const drawn of [schedule, null]) {
      const old = { ...rest, version: 1, schedule: drawn, pilot, policyText };
      const read = readCase(write('old.json', old));
      expect(read).toMatchObject({ migratedFrom: 1, recorded: { version: 2, mutant: null } });
      expect(replay(read, concernedOnly).sameBytes).toBe(true);
      expect(readCase(write('new.json', read.recorded)).plan).toEqual(read.plan);
    }
    const elsewhere = {
      ...rest,
      version: 1,
      schedule,
      pilot,
      policyText,
      spec: { ...spec, scenario: 'gone' },
    };
    expect(() => readCase(write('gone.json', elsewhere))).toThrow(
      /gone\.json:\d+:\d+ {2}spec\.scenario — found "gone".*version 1 is drawn from its pilot/,
    );
  });

  it('that names a planted bug plays it', () => {
    const mutant = 'default-allow-policy';
    const about = ['S20'];
    const where = { scenario: 'baseline', index: 0, ordinal: 0, seed: deriveSeed('1', 'baseline', 0) };
    const shrunk = shrinkPlan(planOf(context, where), where, { mutant, invariants: about, trialsMax: 500 });
    const small = shrunkCase(shrunk, { spec: where, commit: null, mutant, about });
    const read = readCase(write('mutant.json', small));
    const again = replay(read, concernedOnly);
    expect(again).toMatchObject({ sameBytes: true, reproduces: true, violates: true });
    expect(small.minimised).toMatchObject({ faults: 0, payments: 1 });
    expect(small.told?.story.some(({ decisive }) => decisive)).toBe(true);
    const real = { ...read, recorded: { ...read.recorded, mutant: null } };
    expect(replay(real, concernedOnly).violates).toBe(false);
  });
});

describe('a file that is no case is refused with its place', () => {
  const { plan } = asItWas;
  const first = plan.operations[0]!;
  const { inline } = asItWas.network as { inline: typeof network };
  const bent = { ...inline, channels: [{ ...inline.channels[0]!, b: 99_999 }] };
  it.each<[string, unknown, RegExp]>([
    ['not JSON', '{ "version": 2,\n  oops }', /bad\.json:2:3 .*well-formed JSON/],
    ['no case', { name: 'me' }, /bad\.json:1:1 {2}version — found nothing, allowed 1 or 2/],
    ['from the future', { version: 7 }, /bad\.json:2:2 {2}version — found 7, allowed 1 or 2 .*newer version/],
    [
      'unknown mutant',
      { ...asItWas, mutant: 'key-without-tenat' },
      /mutant — found .*did you mean "key-without-tenant"/,
    ],
    [
      'unknown fault',
      { ...asItWas, plan: { ...plan, schedule: [{ kind: 'node.crush', atMs: 0, durMs: 0 }] } },
      /plan\.schedule\[0\]\.kind — found "node\.crush".*did you mean "node\.crash"/,
    ],
    [
      'key used twice',
      { ...asItWas, plan: { ...plan, operations: [first, first] } },
      /plan\.operations\[1\]\.key .*has used the key/,
    ],
    [
      'channel to nowhere',
      { ...asItWas, network: { inline: bent } },
      /channels\[0\]\.b .*there are 99 nodes/,
    ],
    [
      'policy that does not load',
      { ...asItWas, plan: { ...plan, policyText: 'version: 1' } },
      /plan\.policyText — found a policy with a problem/,
    ],
  ])('%s', (_what, content, said) => {
    expect(() => readCase(write('bad.json', content))).toThrow(said);
  });
});

describe('the cases of a run', () => {
  it('are written as they were and as small as they get', async () => {
    const within = join(folder, 'run');
    mkdirSync(within, { recursive: true });
    // A pilot with a bound that nobody can keep makes the real orchestrator red.
    const strict = {
      ...pilot,
      timing: { ...pilot.timing, boundsMs: { ...pilot.timing.boundsMs, L03: 1 } },
    };
    const red = [0, 1, 2, 3]
      .map((index) => ({ scenario: 'mixed', index, ordinal: index, seed: String(index) }))
      .map((each) => runTrial({ ...context, pilot: strict }, each, { history: 'hash' }))
      .filter((result) => result.violations.length > 0);
    expect(red.length).toBeGreaterThan(0);
    const notes: string[] = [];
    const written = await writeCases({
      folder: within,
      red,
      context: { ...context, pilot: strict },
      network: { text: JSON.stringify(network), sha256: 'unused', file: 'inputs/network.json' },
      commit: null,
      progress: { ...SILENT, note: (line) => void notes.push(line) },
    });
    expect(notes.join()).toMatch(/Copy .*cases\/mixed-\d\.json .*to corpus\//);
    for (const { file, original, minimised, about, trial } of written) {
      const small = readCase(join(within, file));
      const whole = readCase(join(within, original));
      expect(replay(small, concernedOnly)).toMatchObject({ sameBytes: true, reproduces: true });
      expect(replay(whole, concernedOnly)).toMatchObject({ sameBytes: true, reproduces: true });
      expect(small.plan.operations.length).toBeLessThan(whole.plan.operations.length);
      expect(minimised!.nodes).toBeLessThan(network.nodes.length);
      expect(small.recorded.expected.violations.map(({ invariant }) => invariant)).toContain(about);
      expect(trial.violations[0]!.invariant).toBe(about);
      expect(join(within, 'cases', small.recorded.original!)).toBe(join(within, original));
      expect(readFileSync(join(within, file)).length).toBeLessThan(20_000);
    }
  });

  it('keep a large network once, beside them, and refuse another one', async () => {
    const within = join(folder, 'large');
    mkdirSync(join(within, 'cases'), { recursive: true });
    mkdirSync(join(within, 'inputs'), { recursive: true });
    const text = JSON.stringify(network);
    writeFileSync(join(within, 'inputs/network.json'), text);
    const networkFile = { file: '../inputs/network.json', sha256: sha256Text(text) };
    const file = join(within, 'cases/one.json');
    writeFileSync(file, JSON.stringify({ ...asItWas, network: networkFile }));
    expect(replay(readCase(file), concernedOnly).sameBytes).toBe(true);
    writeFileSync(join(within, 'inputs/network.json'), `${text} `);
    expect(() => readCase(file)).toThrow(/not the network that the case was recorded on/);
  });
});
