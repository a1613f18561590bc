import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '#harness/emulators/certificates';
import { NodeRefused } from '../../ports/lightning-node.ts';
import type { ClnTransport } from './client.ts';
import { type FakeCln, fakeCln, type Handler, plainHttp, RUNE } from './fake-cln.fixture.ts';
import { lookupCall, nodeAt, payCall } from './host.fixture.ts';

const INFO = {
  id: `02${'11'.repeat(32)}`,
  alias: 'alice',
  version: 'v26.06.6',
  network: 'regtest',
  blockheight: 110,
};
const OFF = { value_int: 0, source: 'default' };
const CONFIGS = { 'autoclean-succeededpays-age': OFF, 'autoclean-failedpays-age': OFF };

let folder: string;
const open: { stop(): Promise<unknown> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cln-'));
});
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function daemon(kind: 'unix' | 'rest', answers: Readonly<Record<string, Handler>>): Promise<FakeCln> {
  const fake = await fakeCln(kind, (call, answer) => {
    const handler = answers[call.method];
    if (handler === undefined) answer.error(-32601, `Unknown command '${call.method}'`);
    else handler(call, answer);
  });
  open.push(fake);
  return fake;
}

describe('probe', () => {
  const probed = async (info: object, configs: object = CONFIGS, retentionSeconds?: number) => {
    const fake = await daemon('unix', {
      getinfo: (_, answer) => answer.result({ ...INFO, ...info }),
      listconfigs: (_, answer) => answer.result({ configs }),
    });
    const { node } = nodeAt(fake, retentionSeconds === undefined ? {} : { retentionSeconds });
    try {
      return await node.probe();
    } finally {
      await node.close();
    }
  };
  const identity = {
    pubkey: INFO.id,
    alias: 'alice',
    version: 'v26.06.6',
    network: 'regtest',
    blockHeight: 110,
  };

  it('tells who answers, and whether it is in sync', async () => {
    expect(await probed({})).toEqual({ ...identity, synced: true });
    expect(await probed({}, {})).toEqual({ ...identity, synced: true });
    for (const warning of ['warning_bitcoind_sync', 'warning_lightningd_sync'])
      expect(await probed({ [warning]: 'Still loading' })).toEqual({ ...identity, synced: false });
  });

  it.each([
    [{ version: 'v23.05.2' }, CONFIGS, 'version_too_old', 'the node is v23.05.2, at least v23.08 is needed'],
    [{ network: 'bitcoin' }, CONFIGS, 'wrong_network', 'the node is on bitcoin, regtest is wanted'],
    [{ blockheight: 'x' }, CONFIGS, 'malformed', 'an answer that cannot be read'],
    [
      {},
      { 'autoclean-failedpays-age': { value_int: 60 } },
      'configuration',
      'autoclean-failedpays-age is 60 s',
    ],
    [
      {},
      { 'autoclean-succeededpays-age': { value_str: '60' } },
      'configuration',
      'autoclean-succeededpays-age is 60 s',
    ],
    [{}, { 'autoclean-succeededpays-age': { value_str: 'x' } }, 'configuration', 'an unreadable age'],
  ])('refuses %j', async (info, configs, kind, why) => {
    const refused = probed(info, configs);
    await expect(refused).rejects.toMatchObject({ name: 'NodeRefused', kind, node: 'alice' });
    await expect(refused).rejects.toThrow(why);
  });

  it('accepts a daemon that keeps payments for as long as they are needed', async () => {
    const configs = { 'autoclean-failedpays-age': { value_int: 3600 } };
    expect(await probed({}, configs, 3600)).toMatchObject({ synced: true });
    await expect(probed({}, configs, 3601)).rejects.toMatchObject({ kind: 'configuration' });
  });

  it('a daemon before v24.11 is paid with `pay` at once, one before v25.02 gets no maxdelay', async () => {
    for (const [version, method, params] of [
      ['v24.08', 'pay', { maxdelay: 1_008 }],
      ['v24.11', 'xpay', {}],
    ] as const) {
      const fake = await daemon('unix', {
        getinfo: (_, answer) => answer.result({ ...INFO, version }),
        listconfigs: (_, answer) => answer.result({ configs: {} }),
        [method]: (_, answer) => answer.reset(),
      });
      const { node } = nodeAt(fake);
      await node.probe();
      await node.pay(payCall());
      const { invstring: _, bolt11: __, ...sent } = fake.calls.find((call) => call.method === method)!.params;
      expect(sent).toEqual({ maxfee: 1_234, retry_for: 30, ...params });
      await node.close();
    }
  });
});

describe('a wrong address', () => {
  async function refusal(transport: ClnTransport): Promise<readonly [kind: string, message: string]> {
    const { node } = nodeAt(transport);
    try {
      expect(await node.pay(payCall())).toEqual({ kind: 'not_sent' });
      expect(await node.lookup(lookupCall())).toEqual({ kind: 'not_sent' });
      await node.probe();
      throw new Error('not refused');
    } catch (error) {
      if (!(error instanceof NodeRefused)) throw error;
      return [error.kind, error.message];
    } finally {
      await node.close();
    }
  }

  it('of the socket', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    mkdirSync(join(folder, 'directory'));
    const at = (name: string) => refusal({ kind: 'unix', path: join(folder, name) });
    expect(await at('missing')).toEqual([
      'unreachable',
      `alice: getinfo: ${folder}/missing: there is no such socket (ENOENT)`,
    ]);
    expect((await at('directory'))[1]).toContain('is a directory, not a socket');
    expect((await at('file'))[1]).toContain('is no socket');
    expect((await at(`file/${'x'.repeat(200)}`))[0]).toBe('unreachable');
  });

  it('of clnrest: no URL', () => {
    for (const url of ['', 'nowhere', 'ftp://127.0.0.1:1'])
      expect(() => nodeAt({ kind: 'rest', url, rune: { text: RUNE } })).toThrow(
        'alice: clnrest: the URL is none of',
      );
  });

  it('of clnrest: certificate, rune file, port', async () => {
    const { transport } = await daemon('rest', {});
    if (transport.kind !== 'rest') throw new Error('not clnrest');
    const other = makeCertificate({ commonName: 'other', isAuthority: true }).cert;
    for (const ca of [
      { text: other },
      { text: 'no certificate' },
      { text: '-----BEGIN CERTIFICATE-----\nzz' },
    ])
      expect((await refusal({ ...transport, ca }))[0]).toBe('certificate');
    const { ca: _, ...trusting } = transport;
    expect((await refusal(trusting))[0]).toBe('certificate');
    expect((await refusal({ ...transport, servername: 'elsewhere' }))[0]).toBe('certificate');
    const missing = { file: join(folder, 'missing') };
    expect((await refusal({ ...transport, ca: missing }))[0]).toBe('configuration');
    expect((await refusal({ ...transport, rune: missing }))[0]).toBe('configuration');
    for (const text of ['', 'line\nfeed', '<html>'])
      expect(await refusal({ ...transport, rune: { text } })).toEqual([
        'configuration',
        'alice: getinfo: what should be a rune is none',
      ]);
    const web = await plainHttp((_, response) => response.end());
    open.push(web);
    expect((await refusal({ ...transport, url: `https://127.0.0.1:${web.port}` }))[0]).toBe('certificate');
  });
});

describe('clnrest', () => {
  it('gets the rune from its file, and reads the file again when the rune is refused', async () => {
    const file = join(folder, 'rune');
    writeFileSync(file, `${RUNE}\n`);
    const fake = await daemon('rest', {
      xpay: ({ headers }, answer) =>
        headers.rune === 'new-rune'
          ? answer.error(-32602, 'Bad bech32 string')
          : answer.error(-32602, `Rune ${RUNE} is revoked`, 401),
      getinfo: (_, answer) => answer.error(1501, `Not authorized: ${RUNE}`, 401),
      listsendpays: ({ headers }, answer) =>
        headers.rune === 'new-rune'
          ? answer.result({ payments: [] })
          : answer.error(1501, 'Not authorized', 401),
      listpays: (_, answer) => answer.result({ pays: [] }),
    });
    const { node } = nodeAt({ ...fake.transport, rune: { file } } as ClnTransport);
    const rejected = (reason: string) => ({ kind: 'rejected', reason, epoch: 'a.1' });
    await expect(node.probe()).rejects.toMatchObject({ kind: 'credentials' });
    await expect(node.probe()).rejects.toThrow('alice: getinfo: Not authorized: (secret) (code 1501)');
    // −32602 as well, but of the rune: said of the node, not of the payment.
    expect(await node.pay(payCall())).toEqual(rejected('node_unavailable'));
    writeFileSync(file, 'new-rune');
    expect(await node.pay(payCall())).toEqual(rejected('rejected_by_node'));
    await node.close();
  });

  it.each([
    [500, '{"code":null,"message":"no response from lightningd"}'],
    [500, '<html>'],
    [502, '{"code":205,"message":"not from the daemon"}'],
    [403, 'Forbidden'],
    [302, ''],
    [200, '{"payment_preimage":"ff"}'],
  ])('HTTP %i %s is no word of the daemon', async (status, body) => {
    const fake = await daemon('rest', { xpay: (_, answer) => answer.raw(body, status) });
    const { node } = nodeAt(fake);
    expect(await node.pay(payCall())).toEqual({ kind: 'unknown', cause: 'unavailable' });
    expect(fake.calls.filter(({ method }) => method !== 'listsendpays')).toHaveLength(1);
    await node.close();
  });

  it('keeps its connection, and does not send again what a stale one lost', async () => {
    const fake = await daemon('rest', {
      listsendpays: (_, answer) => answer.result({ payments: [] }),
      listpays: (_, answer) => answer.reset(),
    });
    const { node } = nodeAt(fake);
    for (let reading = 1; reading <= 2; reading++)
      expect(await node.lookup(lookupCall())).toEqual({ kind: 'unknown', cause: 'reset' });
    expect(fake.calls.map(({ method, connection }) => `${method} ${connection}`)).toEqual([
      'listsendpays 1',
      'listpays 1',
      'listsendpays 2',
      'listpays 2',
    ]);
    await node.close();
  });

  it('plain HTTP where the daemon was told to speak it', async () => {
    const web = await plainHttp((request, response) => {
      response
        .writeHead(201)
        .end(JSON.stringify(request.url === '/v1/listpays' ? { pays: [] } : { payments: [] }));
    });
    open.push(web);
    const { node } = nodeAt({ kind: 'rest', url: `http://127.0.0.1:${web.port}`, rune: { text: RUNE } });
    expect(await node.lookup(lookupCall())).toEqual({ kind: 'not_found', epoch: 'a.1' });
    await node.close();
  });

  it('bytes that are no HTTP are malformed', async () => {
    const web = await plainHttp((request) => request.socket.end('{"jsonrpc": "2.0"}\n\n'));
    open.push(web);
    const { node, troubles } = nodeAt({
      kind: 'rest',
      url: `http://127.0.0.1:${web.port}`,
      rune: { text: RUNE },
    });
    expect(await node.pay(payCall())).toEqual({ kind: 'unknown', cause: 'malformed' });
    expect(troubles.join()).toContain('alice: xpay: bytes that are no HTTP');
    await node.close();
  });
});
