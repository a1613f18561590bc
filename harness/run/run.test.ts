import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCorpus } from '#harness/corpus/read-corpus';
import { planOf, runTrial } from '#harness/generator/run-trial';
import { caseOf } from '#harness/replay/make-case';
import { readManifest } from '#reports/evidence/run-folder';
import type { Pilot } from '#scenarios/pilot-schema';
import { makePlan } from './plan.ts';
import { SILENT } from './progress.ts';
import { readInputs } from './read-inputs.ts';
import { executeRun, type RunRequest } from './run.ts';

const home = mkdtempSync(join(tmpdir(), 'fulgurite-run-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const read = readInputs('quickstart');
const quick: Pilot = {
  ...read.pilot,
  selfTest: { ...read.pilot.selfTest, mutants: 'none', determinismShare: 1 },
};

/** A whole run of a few trials, in a folder of its own. */
async function run(name: string, pilot: Pilot, more: Partial<RunRequest> = {}) {
  const folder = join(home, name);
  const notes: string[] = [];
  const inputs = { ...read, pilot };
  const networkText = JSON.stringify(read.network);
  const verdict = await executeRun({
    inputs,
    plan: makePlan({ ...inputs, networkText, seed: '1', trials: null, scenarios: [], shard: null }),
    networkText,
    folder,
    startedAt: '2026-01-01T00:00:00.000Z',
    command: 'npx fulgurite run',
    source: { commit: null, dirty: null },
    workers: 1,
    mutants: [],
    corpus: [],
    progress: { ...SILENT, note: (line) => void notes.push(line) },
    signal: new AbortController().signal,
    nowMs: () => 0,
    ...more,
  });
  return { folder, verdict, notes, report: readFileSync(join(folder, 'report.html'), 'utf8') };
}

const playing = (names: readonly string[], trials = 4): Pilot['scenarios'] =>
  names.map((name) => ({ name, trials, params: {}, workload: {} }));

describe('a run', { timeout: 60_000 }, () => {
  it('stops at a trial that does not repeat, and shows both events', async () => {
    const { verdict, notes, report } = await run(
      'unsteady',
      { ...quick, scenarios: playing(['baseline']) },
      { trialModule: new URL('./fixtures/unsteady-trial.ts', import.meta.url).href },
    );
    expect(verdict.verdict).not.toBe('GO');
    expect(verdict).toMatchObject({ trials: 3, trialsPlanned: 4, determinism: { sampled: 3 } });
    const said =
      /event \d+ differs in [a-zA-Z, ]+: first [a-z-]+ at \d+ ms \{.*\}, then [a-z-]+ at \d+ ms \{/;
    expect(verdict.determinism?.differing[0]).toMatchObject({
      ordinal: 2,
      difference: expect.stringMatching(said),
    });
    expect(notes.join('\n')).toMatch(/Stopped: baseline, seed \d+, ran twice and gave two histories\. event/);
    expect(report).toContain('differs in');
    expect(verdict.reasons.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['determinism', 'plan']));
  });

  it('plays generated trials on networks of their own, named in the evidence', async () => {
    const { verdict, folder } = await run('swarm', { ...quick, scenarios: playing(['swarm', 'baseline']) });
    expect(verdict.scenarios.map(({ name, trials }) => [name, trials])).toEqual([
      ['swarm', 4],
      ['baseline', 4],
    ]);
    expect(verdict.determinism).toEqual({ sampled: 8, differing: [] });
    // Objectives are about the pilot's own network.
    expect(Math.max(...verdict.objectives.map(({ trials }) => trials))).toBe(4);
    expect((await readManifest(folder)).complete).toBe(true);
  });

  it('is NO-GO when a past failure is back, and names the file', async () => {
    const corpus = join(home, 'corpus');
    mkdirSync(corpus);
    const { pilot, policyText, network } = read;
    // A bound that nobody can keep makes the real orchestrator red.
    const strict = { ...pilot, timing: { ...pilot.timing, boundsMs: { ...pilot.timing.boundsMs, L03: 1 } } };
    const context = { pilot: strict, policyText, network };
    const specs = Array.from({ length: 20 }, (_, index) => ({
      scenario: 'baseline',
      index,
      ordinal: index,
      seed: `${index}`,
    }));
    const back = specs
      .map((spec) => runTrial(context, spec, { history: 'hash' }))
      .find((each) => each.violations.length > 0)!;
    const file = caseOf({ spec: back.spec, plan: planOf(context, back.spec), expected: back, commit: null });
    writeFileSync(join(corpus, 'back.json'), JSON.stringify(file));
    writeFileSync(
      join(corpus, 'mended.json'),
      JSON.stringify({ ...file, plan: { ...file.plan, operations: [] } }),
    );
    const played = await run(
      'regressed',
      { ...quick, scenarios: playing(['baseline']) },
      { corpus: readCorpus([corpus], home) },
    );
    expect(played.verdict.verdict).toBe('NO-GO');
    const [reason, ...others] = played.verdict.reasons.filter(({ rule }) => rule === 'corpus');
    expect(others).toEqual([]);
    expect(reason).toMatchObject({ verdict: 'NO-GO', subject: 'corpus/back.json' });
    expect(reason!.text).toMatch(
      /The past failure corpus\/back\.json is back: L03, .*Replay: npx fulgurite replay corpus\/back\.json/,
    );
    expect(played.report).toContain('corpus/back.json is back');
  });

  it('writes red trials as they were and shrunk, and the report tells the small one', async () => {
    const strict = { ...quick.timing, boundsMs: { ...quick.timing.boundsMs, L03: 1 } };
    const { verdict, folder, report, notes } = await run('red', {
      ...quick,
      timing: strict,
      scenarios: playing(['baseline'], 12),
    });
    expect(verdict.verdict).toBe('NO-GO');
    const replay = verdict.invariants.find(({ id }) => id === 'L03')?.first?.replay ?? '';
    const file = replay.replace('npx fulgurite replay ', '');
    expect(existsSync(file) && existsSync(file.replace('.json', '.original.json'))).toBe(true);
    expect(report).toContain('It needs no fault at all.');
    expect(report).toMatch(/shrunk to (no fault|\d faults?), \d payments?, \d nodes/);
    expect(notes.join()).toContain(`Copy ${join(folder, 'cases/')}`);
  });
});
