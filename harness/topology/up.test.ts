import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { explain } from '#harness/cli/failure';
import { claimFolder } from '#harness/emulators/folder-claim';
import { smallNetwork } from '#harness/emulators/network.fixture';
import type { LoadedTopology } from '#harness/input/load-topology';
import type { Network } from '#topologies/network';
import { isAnswering } from './ask-control.ts';
import { bringDown } from './down.ts';
import { readRunningFile } from './running-file.ts';
import { startTopology, type UpOptions } from './up.ts';

const root = mkdtempSync(join(tmpdir(), 'fulgurite-topology-'));
afterAll(() => rmSync(root, { recursive: true }));
const place = (name: string) => join(root, name);

const loaded = (network: Network): LoadedTopology => ({
  ok: true,
  network,
  file: '/small.yaml',
  sha256: '',
  warnings: [],
});
const SMALL = loaded(smallNetwork({ payer: 'lnd', payee: 'cln', other: 'eclair' }));
const WATCHER = { begun() {}, ended() {} };

/** Is stopped when the test ends, if it came up. */
async function start(folder: string, more: Partial<UpOptions> = {}) {
  const up = await startTopology({
    topology: SMALL,
    folder,
    speed: 1,
    seed: '1',
    portBase: null,
    controlPort: null,
    watcher: WATCHER,
    says() {},
    stopAsked() {},
    nowMs: Date.now(),
    ...more,
  });
  onTestFinished(() => up.stop());
  return up;
}

/** What a person is told, and the exit code. */
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => {
      const { code, says } = explain(error);
      expect(says).not.toContain('\n');
      return [code, says];
    },
  );

/** Listens until the test ends; null: somebody else does. */
async function take(port: number): Promise<number | null> {
  const server = createServer().listen(port, '127.0.0.1');
  const isOpen = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  if (!isOpen) return null;
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** The first of so many that are free, below those that the system deals out. */
async function freeRow(length: number): Promise<number> {
  for (let first = 12_000 + (process.pid % 500) * 20; ; first += length) {
    const servers = Array.from({ length }, (_, at) => createServer().listen(first + at, '127.0.0.1'));
    const opened = await Promise.allSettled(servers.map((server) => once(server, 'listening')));
    await Promise.all(servers.map((server) => new Promise<void>((closed) => server.close(() => closed()))));
    if (opened.every(({ status }) => status === 'fulfilled')) return first;
  }
}

describe('starts', () => {
  it('on ports in a row, by the clock of the machine', async () => {
    const first = await freeRow(3);
    const { file, running } = await start(place('row'), { portBase: first });
    const endpoints = file.nodes.map(({ endpoint }) => endpoint);
    expect(endpoints).toMatchObject([
      { grpc: `127.0.0.1:${first}` },
      null,
      { rest: `https://127.0.0.1:${first + 1}` },
      { http: `http://127.0.0.1:${first + 2}` },
    ]);
    expect(Math.abs(running.emulated.desk('payer').nowMs - Date.now())).toBeLessThan(3_000);
  });

  it('writes secrets for this user alone', async () => {
    const { file } = await start(place('secret'));
    const [lnd, , cln, eclair] = file.nodes.map(({ endpoint }) => endpoint as Record<string, string>);
    const secrets = [file.control.tokenFile, lnd!.macaroonFile!, cln!.runeFile!, eclair!.passwordFile!];
    for (const path of secrets) expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
    const token = readFileSync(file.control.tokenFile, 'utf8').trim();
    expect(JSON.stringify(file)).not.toContain(token);
  });

  it('stops once, and can be started again where it was', async () => {
    const folder = place('again');
    const up = await start(folder);
    await Promise.all([up.stop(), up.stop()]);
    expect(readRunningFile(folder).state).toBe('stopped');
    expect(await isAnswering(up.file)).toBe(false);
    const second = await start(folder);
    expect(await isAnswering(second.file)).toBe(true);
    // The first network's file does not speak for the second one, even on its port.
    expect(await isAnswering({ ...second.file, run: up.file.run })).toBe(false);
  });
});

describe('refuses with one line, and leaves everything as it was', () => {
  const named = (name: string): LoadedTopology => {
    const [payer, ...rest] = SMALL.network.nodes;
    return loaded({ ...SMALL.network, nodes: [{ ...payer!, name }, ...rest] });
  };

  beforeAll(() => {
    mkdirSync(place('full'));
    writeFileSync(place('full/mine.txt'), '');
    writeFileSync(place('file'), '');
  });

  it.each<[string, number, RegExp, string, Partial<UpOptions>]>([
    ['a file in the way', 75, /^Cannot write .*file: .*--dir DIR\.$/, 'file', {}],
    ['a file above', 75, /^Cannot write .*--dir DIR\.$/, 'file/lab', {}],
    ['other things in it', 75, /full: holds other things \(mine\.txt\)\. .*--dir DIR/, 'full', {}],
    [
      'a long path',
      75,
      /^payee: the path of a unix socket .* shorter folder with --dir DIR/,
      'x'.repeat(90),
      {},
    ],
    [
      'nobody to serve',
      65,
      /no node of lnd, cln or eclair/,
      'x',
      { topology: loaded(smallNetwork({ payer: 'ldk' })) },
    ],
    ['a name that is taken', 65, /a node named "Control\.Token"/, 'x', { topology: named('Control.Token') }],
    ['a name that leads out', 65, /a node named "\.\."/, 'x', { topology: named('..') }],
  ])('%s: %d', async (_what, code, says, folder, more) => {
    const before = readdirSync(root, { recursive: true });
    const said = await refusal(start(place(folder), more));
    expect(said).toEqual([code, expect.stringMatching(says)]);
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });

  it('a port in use, by which node or by the control API', async () => {
    const port = (await freeRow(4)) + 1;
    expect(await take(port)).toBe(port);
    const folder = place('deep/down');
    const whose = (says: string, option: string) => [
      75,
      `${says}: port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another with ${option} PORT.`,
    ];
    expect(await refusal(start(folder, { portBase: port }))).toEqual(whose('payer', '--port-base'));
    expect(await refusal(start(folder, { portBase: port - 1 }))).toEqual(whose('payee', '--port-base'));
    expect(await refusal(start(folder, { controlPort: port }))).toEqual(whose('control API', '--control'));
    expect(existsSync(place('deep'))).toBe(false);
    // Where a network was before, its credentials stay.
    await (await start(folder)).stop();
    const left = readdirSync(folder).toSorted();
    await refusal(start(folder, { controlPort: port }));
    expect(readdirSync(folder).toSorted()).toEqual(left.filter((name) => name !== 'topology.json'));
  });

  it('a second one in the same folder, and the first goes on', async () => {
    const { file } = await start(place('one'));
    expect(await refusal(start(place('one')))).toEqual([
      75,
      expect.stringMatching(/runs here already \(process \d+\)\. Stop it/),
    ]);
    expect(await isAnswering(file)).toBe(true);
  });

  it('one of two that start at once', async () => {
    const folder = place('both');
    const both = await Promise.allSettled([start(folder), start(folder)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await isAnswering(readRunningFile(folder))).toBe(true);
  });
});

describe('down', () => {
  it('says where nothing was ever started', async () => {
    expect(await refusal(bringDown(place('nowhere')))).toEqual([
      75,
      expect.stringMatching(/no network was started here/),
    ]);
    writeFileSync(place('topology.json'), '{"version": 1');
    expect(await refusal(bringDown(root))).toEqual([
      75,
      expect.stringMatching(/no network was started here/),
    ]);
    rmSync(place('topology.json'));
  });

  it('clears away what a start left that was killed half-way', async () => {
    const folder = place('half');
    await (await start(folder)).stop();
    rmSync(join(folder, 'topology.json'));
    writeFileSync(join(folder, 'running.pid'), '999999999 1\n');
    expect(await bringDown(folder)).toBe('had-crashed');
    expect(readdirSync(folder)).not.toContain('running.pid');
    await start(folder);
  });

  it('kills nobody, and shows the token to nobody but its own network', async () => {
    const folder = place('stranger');
    const { file, stop } = await start(folder);
    await stop();
    // Somebody else has the port by now, and a live process the folder.
    const heard: (string | undefined)[] = [];
    const stranger = createHttpServer(({ headers }, answer) => {
      heard.push(headers.authorization);
      answer.end('{"run":"another"}');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void stranger.close());
    await once(stranger, 'listening');
    const url = `http://127.0.0.1:${(stranger.address() as { port: number }).port}`;
    const crashed = { ...file, control: { ...file.control, url } };
    writeFileSync(join(folder, 'topology.json'), JSON.stringify(crashed));
    writeFileSync(file.control.tokenFile, 'secret');
    const claim = claimFolder(folder);
    expect(await refusal(bringDown(folder))).toEqual([
      75,
      `${folder}: process ${process.pid} has this folder, and its control API does not answer. It is starting, or it hangs: try again, or end it yourself (kill ${process.pid}).`,
    ]);
    claim.giveUp();
    expect(await bringDown(folder)).toBe('had-crashed');
    expect(await bringDown(folder)).toBe('was-stopped');
    expect(new Set(heard)).toEqual(new Set([undefined]));
    expect(existsSync(file.control.tokenFile)).toBe(false);
  });
});
