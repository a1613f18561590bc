import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The command line as a stranger meets it: a process of its own, in a folder of its own.
const BIN = fileURLToPath(new URL('../../bin/fulgurite.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-cli-'));

interface Ended {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const CORPUS = fileURLToPath(new URL('../../corpus/', import.meta.url));

function fulgurite(...args: readonly string[]): Promise<Ended> {
  return fulguriteIn(folder, ...args);
}

function fulguriteIn(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BIN, ...args], { cwd }, (_error, stdout, stderr) =>
      resolve({ pid: child.pid, code: child.exitCode, stdout, stderr }),
    );
  });
}

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

beforeAll(async () => {
  expect((await fulgurite('init', 'mine')).code).toBe(0);
  // What these tests ask for does not depend on how long a mutant is hunted.
  const pilot = readFileSync(join(folder, 'mine/pilot.yaml'), 'utf8');
  write('mine/quick.yaml', pilot.replace('trialsMax: 2000', 'trialsMax: 4'));
  const topology = readFileSync(join(folder, 'mine/topology.yaml'), 'utf8');
  for (const [name, daemon] of [
    ['wire', 'cln'],
    ['ldk', 'ldk'],
  ]) {
    const payers = topology
      .replace('payer-1, roles', 'payer-1, implementation: lnd, roles')
      .replace('payer-2, roles', `payer-2, implementation: ${daemon}, roles`);
    write(`mine/${name}-topology.yaml`, payers);
    write(`mine/${name}.yaml`, pilot.replace(/^topology: .*$/m, `topology: ${name}-topology.yaml`));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('wrong usage ends with 64 and the nearest word', () => {
  it.each([
    [['run', '--sed', '4'], /Did you mean --seed\?/],
    [['rnu'], /Did you mean run\?/],
    [['run', '--trials', 'many'], /whole number/],
    [['run', '--seed', '18446744073709551616'], /0 to 18446744073709551615/],
    [['run', '--shard', '3/2'], /i\/n/],
    [['run', '--env', 'moon'], /no such environment/],
    [['run', '--scenario', 'tsunami'], /it plays baseline/],
    [['run', '--trials', '2'], /too few for \d+ scenarios/],
    [['init', 'mine'], /nothing was written/],
  ])('%j', async (args, said) => {
    const { code, stdout, stderr } = await fulgurite(...args);
    expect(stderr).toMatch(said);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  });
});

describe('bad input ends with 65, file, line and field, and writes nothing', () => {
  const pilot = () => readFileSync(join(folder, 'mine/pilot.yaml'), 'utf8');
  const changed = (name: string, from: string | RegExp, to: string) => {
    const text = pilot().replace(from, to);
    expect(text).not.toBe(pilot());
    return write(`mine/${name}`, text);
  };

  it.each<[string, () => string, RegExp]>([
    ['missing file', () => 'nowhere.yaml', /nowhere\.yaml {2}\(file\) — found no file/],
    ['misspelt name', () => 'quickstrat', /did you mean "quickstart"\?/],
    ['empty file', () => write('empty.yaml', ''), /empty\.yaml .*empty file/],
    ['directory', () => 'mine', /mine .*directory/],
    [
      'broken UTF-8',
      () => write('latin.yaml', Buffer.from('name: Z\xfcrich', 'latin1')),
      /latin\.yaml:1:8 .*UTF-8/,
    ],
    [
      'unknown key',
      () => changed('typo.yaml', 'scenarios:', 'sceanrios:'),
      /mine\/typo\.yaml:12:1 {2}sceanrios — .*scenarios/,
    ],
    [
      'wrong type',
      () => changed('type.yaml', 'intents: 30', 'intents: thirty'),
      /mine\/type\.yaml:\d+:\d+ {2}workload\.intents — found "thirty"/,
    ],
    [
      'negative fee cap',
      () => changed('cap.yaml', 'ppm: 5000', 'ppm: -1'),
      /cap\.yaml:\d+:\d+ {2}workload\.feeCap\.ppm/,
    ],
    [
      'impossible quantile',
      () => changed('quantile.yaml', 'quantile: 0.95', 'quantile: 1.2'),
      /quantile\.yaml:\d+:\d+ {2}gate\.objectives\[0\]\.quantile — found 1\.2/,
    ],
    [
      'unknown metric',
      () => changed('metric.yaml', 'settlement_latency_ms', 'settle_latency'),
      /metric\.yaml:\d+:\d+ {2}gate\.objectives\[0\]\.metric/,
    ],
    [
      'payee that the topology has not',
      () => changed('payee.yaml', '[payee-2, payee-3]', '[payee-2, payee-9]'),
      /payee\.yaml:\d+:\d+ {2}workload\.corridors\[1\]\.payees\[1\] — found "payee-9"/,
    ],
    [
      'channel to a missing node',
      () => {
        const text = readFileSync(join(folder, 'mine/topology.yaml'), 'utf8');
        write('mine/adrift.yaml', text.replace('a: north-1, b: north-2', 'a: north-1, b: north-7'));
        return changed('adrift-pilot.yaml', './topology.yaml', './adrift.yaml');
      },
      /mine\/adrift\.yaml:\d+:\d+ {2}channels\[4\].* — found "?north-7/,
    ],
    [
      'daemon that nobody imitates',
      () => {
        const text = readFileSync(join(folder, 'mine/topology.yaml'), 'utf8');
        const node = '{ name: payer-2, roles: [payer]';
        write('mine/eclaire.yaml', text.replace(node, `${node}, implementation: eclaire`));
        return changed('eclaire-pilot.yaml', './topology.yaml', './eclaire.yaml');
      },
      /mine\/eclaire\.yaml:\d+:\d+ {2}nodes\[1\]\.implementation — found "eclaire".*did you mean "eclair"\?/,
    ],
    [
      'limits of the policy that contradict each other',
      () => {
        const text = readFileSync(join(folder, 'mine/policy.yaml'), 'utf8');
        write('mine/strict.yaml', text.replace('perPaymentMaxSat: 200000', 'perPaymentMaxSat: 2000000'));
        return changed('strict-pilot.yaml', './policy.yaml', './strict.yaml');
      },
      /mine\/strict\.yaml:\d+:\d+ {2}tiers\.low\.perPaymentMaxSat — found 2000000/,
    ],
    ['too large', () => write('large.yaml', Buffer.alloc(100_000_000, 'a: 1\n')), /large\.yaml .*at most/],
    [
      'YAML bomb',
      () =>
        write(
          'bomb.yaml',
          ['a: &a [x, x, x, x, x, x, x, x, x]']
            .concat(
              [...'bcdefghi'].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`),
            )
            .join('\n'),
        ),
      /bomb\.yaml/,
    ],
  ])('%s', async (_what, make, said) => {
    const { code, stdout, stderr } = await fulgurite('run', make());
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout, runs: existsSync(join(folder, 'runs')) }).toEqual({
      code: 65,
      stdout: '',
      runs: false,
    });
  });
});

describe('past failures and cases', () => {
  const writeHere = (name: string, content: string) => {
    mkdirSync(join(folder, 'elsewhere/corpus'), { recursive: true });
    writeFileSync(join(folder, 'elsewhere', name), content);
  };
  const elsewhere = (...args: readonly string[]) => fulguriteIn(join(folder, 'elsewhere'), ...args);
  const shipped = readdirSync(CORPUS).find((name) => name.endsWith('.json'))!;

  it('a corpus file that is no case ends with 65, file and line, before anything runs', async () => {
    writeHere('corpus/broken.json', '{\n  "version": 2,\n  "plan": }');
    const { code, stdout, stderr } = await elsewhere('run', 'quickstart');
    expect(stderr).toMatch(/corpus\/broken\.json:3:11 .*well-formed JSON/);
    expect({ code, stdout, runs: existsSync(join(folder, 'elsewhere/runs')) }).toEqual({
      code: 65,
      stdout: '',
      runs: false,
    });
    rmSync(join(folder, 'elsewhere/corpus'), { recursive: true });
  });

  it('a case with a planted bug is played with it, and says so; without the bug it does not reproduce', async () => {
    const text = readFileSync(join(CORPUS, shipped), 'utf8');
    writeHere('planted.json', text);
    const planted = await elsewhere('replay', 'planted.json');
    expect(planted.code).toBe(1);
    expect(planted.stdout).toMatch(/PLANTED BUG: [a-z-]+ runs instead of the real orchestrator/);
    expect(planted.stdout).toMatch(/Shrunk to .*payment[\s\S]*It still violates\.\n$/);
    writeHere('edited.json', text.replace(/"mutant": "[a-z-]+"/, '"mutant": null'));
    const real = await elsewhere('replay', 'edited.json');
    expect([real.code, real.stdout]).toEqual([0, expect.stringMatching(/It does not reproduce\.\n$/)]);
    const { stdout } = await elsewhere('replay', 'planted.json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ reproduces: true, mutant: expect.any(String) });
  });

  it.each([
    [
      /"mutant": "[a-z-]+"/,
      '"mutant": "key-without-tenat"',
      /mutant — found .*did you mean "key-without-tenant"/,
    ],
    [/"version": 2/, '"version": 3', /version — found 3, allowed 1 or 2 .*newer version/],
    [/"amountMsat": \d+/, '"amountMsat": -5', /odd\.json:\d+:\d+ {2}plan\.operations\[0\]\.amountMsat/],
  ])('a case file that is not right ends with 65: %s', async (from, to, said) => {
    const text = readFileSync(join(CORPUS, shipped), 'utf8');
    writeHere('odd.json', text.replace(from, to));
    const { code, stderr } = await elsewhere('replay', 'odd.json');
    expect([code, stderr]).toEqual([65, expect.stringMatching(said)]);
  });
});

describe('an environment that cannot serve ends with 75', () => {
  it.each([
    [['--env', 'docker'], /docker is not built yet\. Today there are two: sim, .*, and emulated/],
    [['mine/ldk.yaml', '--env', 'emulated'], /no server for ldk: payer-2 .* pays/],
    [['--out', 'mine/pilot.yaml/run'], /Cannot write .*--out DIR/],
    [['--out', 'mine'], /mine is not empty/],
  ])('%j', async (args, said) => {
    const { code, stderr } = await fulgurite('run', '--quiet', ...args);
    expect(stderr).toMatch(said);
    expect(code).toBe(75);
  });
});

describe('a run', () => {
  it('plays on sockets when asked, and says where', async () => {
    const asked = [
      '--env',
      'emulated',
      '--seed',
      '5',
      '--scenario',
      'node-outage',
      '--trials',
      '2',
      '--out',
      'wire',
    ];
    const ran = await fulgurite('run', 'mine/wire.yaml', ...asked, '--workers', '1', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      environment: 'emulated',
      trials: 2,
      crashed: [],
      determinism: { sampled: 1, compared: 'outcomes', differing: [] },
    });
    expect((await fulgurite('verify', 'wire')).code).toBe(0);
    expect(readFileSync(join(folder, 'wire/manifest.json'), 'utf8')).toContain('"environment": "emulated"');
    const page = readFileSync(join(folder, 'wire/report.md'), 'utf8');
    expect(page).toContain('1 of 1 trial run twice gave the same end of every intent.');
    expect(page).toMatch(/--env emulated/);
    const report = readFileSync(join(folder, 'wire/report.html'), 'utf8');
    expect(report).toContain('1 lnd on sockets, 1 cln on sockets');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`ful-${ran.pid}-`))).toEqual([]);
  }, 60_000);

  it('answers as one JSON document, and its folder verifies, judges and draws again the same', async () => {
    const ran = await fulgurite(
      'run',
      'mine/quick.yaml',
      '--seed',
      '5',
      '--trials',
      '14',
      '--out',
      'r',
      '--json',
    );
    const verdict = JSON.parse(ran.stdout);
    expect(verdict).toMatchObject({ folder: 'r', exitCode: ran.code, seed: '5', trials: 14 });
    expect(verdict.historyHash).toMatch(/^[0-9a-f]{64}$/);
    expect(ran.stderr).toMatch(/trials: 14\/14/);

    expect((await fulgurite('verify', 'r')).code).toBe(0);
    expect(JSON.parse((await fulgurite('gate', 'r', '--json')).stdout)).toEqual(
      JSON.parse(readFileSync(join(folder, 'r/verdict.json'), 'utf8')),
    );
    const page = readFileSync(join(folder, 'r/report.html'));
    expect((await fulgurite('report', 'r')).code).toBe(0);
    expect(readFileSync(join(folder, 'r/report.html')).equals(page)).toBe(true);

    const again = await fulgurite(
      'run',
      'mine/quick.yaml',
      '--seed',
      '5',
      '--trials',
      '14',
      '--out',
      'r1',
      '--json',
      '--workers',
      '1',
      '--quiet',
    );
    expect(JSON.parse(again.stdout).historyHash).toBe(verdict.historyHash);
    expect(again.stderr).toBe('');

    writeFileSync(join(folder, 'r/plan.json'), '{}');
    for (const command of ['verify', 'gate', 'report']) {
      const { code, stderr } = await fulgurite(command, 'r');
      expect([command, code, stderr]).toEqual([command, 3, expect.stringMatching(/plan\.json was altered/)]);
    }
  });

  it('of a shard is INCONCLUSIVE: merge first', async () => {
    const { code, stdout } = await fulgurite(
      'run',
      'mine/quick.yaml',
      '--seed',
      '5',
      '--trials',
      '14',
      '--shard',
      '1/2',
      '--out',
      's',
      '--json',
      '--quiet',
    );
    const verdict = JSON.parse(stdout);
    expect(verdict.trials).toBe(7);
    expect(JSON.stringify(verdict.reasons)).toContain('shard 1 of 2: merge first');
    expect(code).toBe(verdict.verdict === 'NO-GO' ? 1 : 2);
  });

  it('that is interrupted is marked incomplete, ends with 130 and leaves no process', async () => {
    const child = spawn(process.execPath, [BIN, 'run', 'release', '--seed', '3', '--out', 'ctrl-c'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const text of child.stderr.setEncoding('utf8')) {
      said += text;
      if (!child.killed && /trials: [1-9]\d*\/\d+/.test(said)) child.kill('SIGINT');
    }
    const code = await new Promise((resolve) =>
      child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
    );
    expect(said).toMatch(/Interrupted: no verdict\. What there is stands in ctrl-c, marked incomplete/);
    expect(code).toBe(130);
    expect(JSON.parse(readFileSync(join(folder, 'ctrl-c/manifest.json'), 'utf8')).complete).toBe(false);
    expect(() => process.kill(child.pid!, 0)).toThrow('ESRCH');
    expect(existsSync(join(folder, 'ctrl-c/verdict.json'))).toBe(false);
  });
});

it('says which packages are missing, in one line', async () => {
  const bare = join(folder, 'bare');
  mkdirSync(join(bare, 'bin'), { recursive: true });
  writeFileSync(join(bare, 'package.json'), '{"type":"module"}');
  writeFileSync(join(bare, 'bin/fulgurite.js'), readFileSync(BIN));
  const child = spawn(process.execPath, [join(bare, 'bin/fulgurite.js'), 'run']);
  let said = '';
  for await (const text of child.stderr.setEncoding('utf8')) said += text;
  const code = await new Promise((resolve) =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  );
  expect([code, said]).toEqual([70, expect.stringMatching(/^fulgurite: .*npm ci.*\n$/)]);
});

it('lists everything that a pilot file may name', async () => {
  const { stdout } = await fulgurite('list', '--json');
  const all = JSON.parse(stdout);
  expect(Object.keys(all)).toEqual([
    'pilots',
    'scenarios',
    'faults',
    'invariants',
    'coverage',
    'metrics',
    'mutants',
    'topologies',
    'daemons',
  ]);
  expect(all.mutants.length).toBeGreaterThanOrEqual(8);
  expect((await fulgurite('list', 'rubbish')).code).toBe(64);
});
