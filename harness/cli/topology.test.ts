import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type RunningFile, runningSchema } from '#harness/topology/running-file';

// The command line as a stranger meets it: processes of their own, in a folder of their own.
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'bin/fulgurite.js');
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-up-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], cwd = folder): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

const topology = (...args: readonly string[]) => run([BIN, 'topology', ...args]);

interface Up {
  readonly child: ChildProcess;
  readonly file: RunningFile;
  readonly ended: Promise<Ended>;
}

/** Started, and up. */
async function up(...args: readonly string[]): Promise<Up> {
  const child = spawn(process.execPath, [BIN, 'topology', 'up', ...args, '--json'], { cwd: folder });
  children.push(child);
  const said = { stdout: '', stderr: '' };
  child.stderr!.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const line = new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (chunk) => {
      said.stdout += chunk;
      if (said.stdout.includes('\n')) resolve(said.stdout);
    });
    child.on('close', () => reject(new Error(said.stderr)));
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code, ...said }));
  return { child, file: runningSchema.parse(JSON.parse(await line)), ended };
}

const SHORT = ['four-daemons', '--dir'] as const;

describe('up', () => {
  it('serves every daemon, in its own layout, until it is told to stop', async () => {
    const { file, ended } = await up(...SHORT, 'lab');
    const lab = join(folder, 'lab');
    expect(JSON.parse(readFileSync(join(lab, 'topology.json'), 'utf8'))).toEqual(file);
    const endpoints = new Map(file.nodes.map(({ name, endpoint }) => [name, endpoint]));
    expect([...endpoints].filter(([, endpoint]) => endpoint === null).map(([name]) => name)).toEqual([
      'payer-ldk',
      'north',
      'south',
      'payee-ldk',
    ]);
    expect(endpoints.get('payer-lnd')).toMatchObject({
      tlsCertFile: join(lab, 'payer-lnd/tls.cert'),
      macaroonFile: join(lab, 'payer-lnd/data/chain/bitcoin/regtest/admin.macaroon'),
    });
    expect(endpoints.get('payer-cln')).toMatchObject({
      socketFile: join(lab, 'payer-cln/regtest/lightning-rpc'),
      caFile: join(lab, 'payer-cln/regtest/ca.pem'),
      runeFile: join(lab, 'payer-cln/regtest/rune'),
    });
    expect(endpoints.get('payer-eclair')).toMatchObject({
      passwordFile: join(lab, 'payer-eclair/api-password'),
    });
    for (const endpoint of endpoints.values())
      for (const [what, path] of Object.entries(endpoint ?? {}))
        if (what.endsWith('File')) expect(existsSync(path), path).toBe(true);
    expect(statSync(file.control.tokenFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(lab, 'README.txt'), 'utf8').trimEnd().split('\n')).toHaveLength(10);

    // Another one in the same folder, from elsewhere: refused, and the first goes on.
    const second = await topology('up', ...SHORT, 'lab');
    expect(second).toMatchObject({ code: 75, stdout: '' });
    expect(second.stderr).toMatch(
      /^\S+lab: a network runs here already \(process \d+\)\. Stop it with .*\n$/,
    );
    const status = await topology('status', 'lab');
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toMatch(
      /four-daemons is up: 10 nodes, 6 APIs[\s\S]*no API: payer-ldk.*\(ldk\); north/,
    );

    // What the README shows, as it stands there, and the example.
    const [, snippet = ''] = /```js\n([\s\S]+?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    const grpc = (name: string) => (endpoints.get(name) as { grpc: string }).grpc;
    const here = snippet
      .replaceAll('lab/', `${lab}/`)
      .replace('127.0.0.1:10012', grpc('payee-lnd'))
      .replace('127.0.0.1:10009', grpc('payer-lnd'));
    expect(await run(['--no-deprecation', '--input-type=module', '-e', here], ROOT)).toEqual({
      code: 0,
      stdout: 'true\n',
      stderr: '',
    });
    const client = await run([join(ROOT, 'examples/own-orchestrator/pay-once.ts'), 'lab']);
    expect(client).toMatchObject({ code: 0, stderr: '' });
    expect(client.stdout).toMatch(
      /^paid: unknown \(DEADLINE_EXCEEDED\)\nasked by hash: SUCCEEDED [0-9a-f]{64}\nproven by the preimage: true; paid 1 time; answers lost: 1\n$/,
    );

    expect(await topology('down', 'lab')).toEqual({ code: 0, stdout: `${lab}: stopped\n`, stderr: '' });
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(
      /payer-lnd → payee-lnd [0-9a-f]{12}… settled 1,000 sat, fee 1100 msat, after \d\.\d\d s\n/,
    );
    expect(stderr).toMatch(/net\.response_lost is on at payer-lnd \(lost\)\n/);
    expect(stderr).toMatch(/stopped after 2 payments/);
    expect(readdirSync(lab).filter((name) => !name.startsWith('pay'))).toEqual([
      'README.txt',
      'topology.json',
    ]);
    expect(existsSync(join(lab, 'payer-cln/regtest/lightning-rpc'))).toBe(false);
    expect(JSON.parse(readFileSync(join(lab, 'topology.json'), 'utf8'))).toEqual({
      ...file,
      state: 'stopped',
    });
    expect((await topology('status', 'lab')).code).toBe(75);
    expect((await topology('down', 'lab')).stdout).toMatch(/nothing ran here\n$/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s is its normal end', async (signal) => {
    const { child, ended } = await up(...SHORT, signal);
    child.kill(signal);
    expect((await ended).code).toBe(0);
    expect(existsSync(join(folder, signal, 'running.pid'))).toBe(false);
  });

  it('what a crash left is in nobody’s way, and credentials are kept', async () => {
    const first = await up(...SHORT, 'crash');
    const own = join(folder, 'crash');
    const kept = ['payer-lnd/tls.cert', 'payer-cln/regtest/rune', 'payer-eclair/api-password'];
    const read = () => kept.map((name) => readFileSync(join(own, name), 'utf8'));
    const credentials = read();
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(own, 'payer-cln/regtest/lightning-rpc'))).toBe(true);
    expect(await topology('status', 'crash')).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/crashed/),
    });

    const second = await up(...SHORT, 'crash');
    expect(second.file.run).not.toBe(first.file.run);
    expect(read()).toEqual(credentials);
    second.child.kill('SIGKILL');
    await second.ended;
    expect((await topology('down', 'crash')).stdout).toMatch(/what a crash left is cleared away/);
    const left = readdirSync(own, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /lightning-rpc|running\.pid|token/.test(name))).toEqual([]);
  });
});

describe('refused with one line, and nothing is left', () => {
  it.each<[string, number, RegExp, readonly string[]]>([
    ['an unknown name', 65, /did you mean "four-daemons"\?/, ['up', 'four-demons']],
    ['docker', 75, /not built yet/, ['up', 'four-daemons', '--env', 'docker']],
    ['sim', 64, /emulated only/, ['up', 'four-daemons', '--env', 'sim']],
    ['no place for folders', 75, /Cannot write \/proc\/x: /, ['up', 'four-daemons', '--dir', '/proc/x']],
    ['ports beyond the last', 64, /65530 or less/, ['up', 'four-daemons', '--port-base', '65531']],
    ['no speed', 64, /0\.001 to 100000/, ['up', 'four-daemons', '--speed', '0']],
    ['export', 75, /not built yet/, ['export', 'duo', '--format', 'compose']],
  ])('%s: %d', async (_what, code, says, args) => {
    const before = readdirSync(folder);
    const ended = await topology(...args);
    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ code, stdout: '' });
    if (code !== 64) expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(before);
  });

  it.each(['--port-base', '--control'])('a port in use: %s', async (option) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const ended = await topology('up', ...SHORT, 'deep/in/use', option, String(port));
    taken.close();
    const whose = option === '--control' ? 'control API' : 'payer-lnd';
    expect(ended.stderr).toBe(
      `${whose}: port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another with ${option} PORT.\n`,
    );
    expect(ended).toMatchObject({ code: 75, stdout: '' });
    expect(existsSync(join(folder, 'deep'))).toBe(false);
  });
});

describe('files', () => {
  it('check tells what is in a topology', async () => {
    const { code, stdout } = await topology('check', 'four-daemons');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'four-daemons: 10 nodes (2 lnd, 2 cln, 2 eclair, 2 ldk, 2 plain), 17 channels, 370,000,000 sat\n4 payers, 4 payees\n',
    });
    expect(JSON.parse((await topology('check', 'duo', '--json')).stdout)).toMatchObject({
      name: 'duo',
      payers: 1,
      implementations: { plain: 2 },
    });
    expect((await topology('check', 'dou')).stderr).toMatch(/did you mean "duo"\?/);
  });

  it('import makes one of a graph that can be served, and nothing of one that cannot be read', async () => {
    const graph = join(ROOT, 'topologies/data/ln_10.describegraph.json');
    const args = ['--payers', '2', '--daemons', 'lnd,eclair'];
    const { code, stdout } = await topology('import', graph, '--out', 'mine.yaml', ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mine: 10 nodes \(8 plain, 1 eclair, 1 lnd\), 13 channels/);
    const { file, child, ended } = await up('./mine.yaml', '--dir', 'mine');
    const served = file.nodes.filter(({ endpoint }) => endpoint !== null);
    // Named by public keys, of which folders have the beginning.
    for (const { name } of served) expect(existsSync(join(folder, 'mine', name.slice(0, 16)))).toBe(true);
    expect(served).toHaveLength(2);
    child.kill('SIGTERM');
    await ended;

    const again = await topology('import', graph, '--out', 'mine.yaml');
    expect(again).toMatchObject({ code: 65, stderr: expect.stringMatching(/overwritten/) });
    const none = await topology('import', 'nowhere.json', '--out', 'none.yaml');
    expect(none).toMatchObject({ code: 65, stderr: expect.stringMatching(/nowhere\.json .*found no file/) });
    expect(existsSync(join(folder, 'none.yaml'))).toBe(false);
    expect((await topology('import', graph, '--out', 'x.yaml', '--daemons', 'lnb')).code).toBe(64);
    expect((await topology('import', graph, graph, '--out', 'x.yaml')).code).toBe(64);
  });
});
