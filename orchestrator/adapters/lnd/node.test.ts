import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import { NodeRefused } from '../../ports/lightning-node.ts';
import { bench, CERTIFICATE, optionsFor } from './client.fixture.ts';
import { createLndNode } from './client.ts';
import { MACAROON, TestHost, until } from './host.fixture.ts';
import type { LndOptions } from './options.ts';
import { type Call, certificateFor, OK, type Reply, recorded } from './server.fixture.ts';

const HASH = 'ab'.repeat(32) as PaymentHash;
const PREIMAGE = 'cd'.repeat(32) as Preimage;
const INFO = recorded.get('readiness.json#7')!.reply;
const says = (message: object): Reply => ({ messages: [message], status: OK });
const fails = (code: number, details: string): Reply => ({ status: { code, details } });

async function refusal(call: Promise<unknown>): Promise<NodeRefused> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NodeRefused)) throw new Error(`not refused: ${String(error)}`);
  expect(error.message).toMatch(/^alice: \w+: /);
  expect(error.message).not.toContain(MACAROON);
  expect(error.message).not.toContain(PREIMAGE);
  return error;
}

describe('probing LND', () => {
  const info = (change: object) => says({ ...INFO.messages![0], ...change });
  const probing =
    (getInfo: Reply, state: Reply = says({ state: 'SERVER_ACTIVE' })) =>
    ({ method }: Call): Reply =>
      method === 'GetState' ? state : getInfo;

  it.each([
    '0.18.0-beta',
    '0.18.5-beta commit=v0.18.5-beta',
    '0.19.3-beta',
    '0.20.0-beta',
    '0.21.0-beta',
    '1.0.0',
  ])('takes %s', async (version) => {
    const { node } = await bench(probing(info({ version })));
    expect(await node.probe()).toMatchObject({
      pubkey: '0377f8f8af580e304c83a6ef34896e73cde4540289a2bb2fad11823c19e2e0b920',
      alias: 'lo-alice',
      version,
      network: 'regtest',
      blockHeight: 1,
      synced: false,
    });
  });

  it.each([
    ['version_too_old', info({ version: '0.17.5-beta' }), 'LND 0.17.5-beta is too old, 0.18.0 is needed'],
    ['malformed', info({ version: 'knots' }), 'no version'],
    ['malformed', info({ identity_pubkey: '' }), 'no public key'],
    [
      'wrong_network',
      info({ chains: [{ network: 'mainnet' }] }),
      'it is on "bitcoin", "regtest" is configured',
    ],
    ['wrong_network', info({ chains: [] }), 'it is on ""'],
    ['credentials', fails(2, 'permission denied'), 'macaroon'],
    ['credentials', fails(2, `verification failed: ${MACAROON} signature mismatch`), '(secret)'],
    ['not_ready', fails(2, 'wallet locked, unlock it to enable full RPC access'), 'gRPC 2'],
    [
      'not_supported',
      fails(12, 'unknown method GetInfo for service lnrpc.Lightning'),
      'does not have the call',
    ],
    ['answered_error', fails(2, `no\ndatabase ${'x'.repeat(1000)}`), 'no database xxx'],
    ['answered_error', fails(8, 'too many requests'), 'gRPC 8'],
    ['malformed', { status: OK }, 'cannot be read'],
    ['malformed', { messages: [Buffer.from('<html>')], status: OK }, 'cannot be read'],
    ['malformed', { messages: [Buffer.alloc(33 * 1024 * 1024)], status: OK }, 'larger than max'],
    ['unreachable', { after: 'half a frame' }, 'cannot be reached'],
  ] as [string, Reply, string][])('refuses: %s', async (kind, reply, text) => {
    const { node } = await bench(probing(reply));
    const error = await refusal(node.probe());
    expect([error.kind, error.node, error.call]).toEqual([kind, 'alice', 'GetInfo']);
    expect(error.message).toContain(text);
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).not.toContain('\n');
  });

  it.each(['WAITING_TO_START', 'NON_EXISTING', 'LOCKED', 'UNLOCKED', 42])(
    'is not ready: %s',
    async (state) => {
      const { node } = await bench(probing(INFO, says({ state })));
      expect(await refusal(node.probe())).toMatchObject({ kind: 'not_ready', call: 'GetState' });
    },
  );

  it('refuses where nobody listens, another certificate, another name, silence, and when closed', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    const to = (endpoint: string, change: Partial<LndOptions> = {}) =>
      refusal(createLndNode(optionsFor(endpoint, new TestHost(), change)).probe());
    expect(await to('127.0.0.1:1')).toMatchObject({ kind: 'unreachable' });
    expect(await to(lnd.endpoint, { tlsCert: { pem: certificateFor().cert } })).toMatchObject({
      kind: 'certificate',
    });
    expect(await to(lnd.endpoint, { serverName: 'elsewhere' })).toMatchObject({ kind: 'certificate' });
    const silent = refusal(node.probe());
    await until(() => lnd.calls.length === 1);
    host.timers.pass(10_000);
    expect(await silent).toMatchObject({ kind: 'timeout' });
    await node.close();
    expect(await refusal(node.probe())).toMatchObject({ kind: 'unreachable' });
  });
});

describe('configuring an LND', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lnd-options-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = (change: Partial<LndOptions>) =>
    createLndNode(optionsFor('127.0.0.1:10009', new TestHost(), change));

  it('reads files as LND keeps them: PEM, and a binary macaroon', async () => {
    writeFileSync(join(folder, 'tls.cert'), CERTIFICATE.cert);
    writeFileSync(join(folder, 'admin.macaroon'), Buffer.from(MACAROON, 'hex'));
    const tlsCert = { file: join(folder, 'tls.cert') };
    const { node, lnd } = await bench(() => fails(2, ''), {
      tlsCert,
      macaroon: { file: join(folder, 'admin.macaroon') },
    });
    await node.health();
    expect(lnd.calls[0]!.macaroon).toBe(MACAROON);
  });

  it.each([
    [{ macaroon: { hex: 'AgEDbG5k' } }, 'the macaroon is not hex'],
    [{ macaroon: { hex: '' } }, 'the macaroon is not hex, or empty'],
    [{ macaroon: { hex: '020' } }, 'the macaroon is not hex'],
    [{ macaroon: { file: '/nowhere/admin.macaroon' } }, 'cannot be read (ENOENT)'],
    [{ macaroon: { file: '/' } }, 'cannot be read (EISDIR)'],
    [{ tlsCert: { pem: 'hello' } }, 'no PEM certificate'],
    [
      { tlsCert: { pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' } },
      'no PEM certificate',
    ],
    [{ tlsCert: { file: '/nowhere/tls.cert' } }, 'cannot be read (ENOENT)'],
    [{ endpoint: 'https://127.0.0.1:10009' }, 'must be host:port'],
    [{ endpoint: '127.0.0.1:0' }, 'must be host:port'],
    [{ endpoint: 'localhost' }, 'must be host:port'],
    [{ keepAliveMs: 1000 }, 'at least 10000'],
  ] as [Partial<LndOptions>, string][])('refuses %j', (change, text) => {
    let error: unknown;
    try {
      make(change);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ kind: 'configuration', node: 'alice', call: 'configuration' });
    const { message } = error as NodeRefused;
    expect(message).toContain(text);
    expect(message).not.toContain('AgEDbG5k');
  });
});

describe('the health of LND', () => {
  it('is what active channels can send without their reserves', async () => {
    const { reply } = recorded.get('channel_open.json#8')!;
    const { node, lnd, host } = await bench(() => reply);
    expect(await node.health()).toEqual({
      node: 'alice',
      reachable: true,
      epoch: 'a.1',
      spendableMsat: (9_994_528n - 100_000n + 4_996_530n - 100_000n) * 1000n,
      largestChannelMsat: (9_994_528n - 100_000n) * 1000n,
      asOfMs: host.timers.nowMs(),
      resendSafe: true,
    });
    const [first, second] = (reply.messages![0] as { channels: object[] }).channels;
    lnd.reply = () =>
      says({
        channels: [
          { ...first, active: false },
          { ...second, local_balance: '99999' },
        ],
      });
    expect(await node.health()).toMatchObject({ reachable: true, spendableMsat: 0n, largestChannelMsat: 0n });
    lnd.reply = () => ({ after: 'cut' });
    expect(await node.health()).toMatchObject({ reachable: false, epoch: '', spendableMsat: 0n });
  });
});

describe('invoices of LND', () => {
  const order = { amountMsat: 5000n as Msat, description: 'coffee', expirySeconds: 600 };

  it('are made with the payee’s preimage, without one, without an amount, and held', async () => {
    const { node, lnd } = await bench(({ method }) =>
      method === 'AddInvoice'
        ? says({ r_hash: Buffer.from(HASH, 'hex'), payment_request: 'lnbcrt50n1' })
        : says({ payment_request: 'lnbcrt1' }),
    );
    const made = { hash: HASH, text: 'lnbcrt50n1' };
    expect(await node.createInvoice(order)).toEqual(made);
    expect(await node.createInvoice({ ...order, preimage: PREIMAGE })).toEqual(made);
    expect(await node.createInvoice({ ...order, amountMsat: null, holdHash: HASH })).toEqual({
      hash: HASH,
      text: 'lnbcrt1',
    });
    expect(lnd.calls).toMatchObject([
      { request: { memo: 'coffee', value_msat: '5000', expiry: '600', r_preimage: Buffer.alloc(0) } },
      { request: { r_preimage: Buffer.from(PREIMAGE, 'hex') } },
      { method: 'AddHoldInvoice', request: { value_msat: '0', hash: Buffer.from(HASH, 'hex') } },
    ]);
    lnd.reply = () => says({});
    expect(await refusal(node.createInvoice(order))).toMatchObject({ kind: 'malformed' });
    lnd.reply = () => fails(2, `invoice with preimage ${PREIMAGE} already exists`);
    const error = await refusal(node.createInvoice({ ...order, preimage: PREIMAGE }));
    expect(error).toMatchObject({ kind: 'answered_error', call: 'AddInvoice' });
  });

  it('are looked up; only LND’s own word means that there is none', async () => {
    const { node, lnd } = await bench(() => recorded.get('pay_success.json#2')!.reply);
    const hash = '5021a08d9021c04c7db3f81328f21ae99c48861129d6d69b60d3017ee1010e55' as PaymentHash;
    expect(await node.invoice(hash)).toEqual({
      hash,
      state: 'paid',
      receivedMsat: 1_000_000n,
      preimage: 'b0079c0d50593b8932545db1571b2b2ffc07646e45026df13ea3138e5dd7f519',
    });
    expect(await refusal(node.invoice(HASH))).toMatchObject({ kind: 'malformed' });
    const base = { r_hash: Buffer.from(HASH, 'hex') };
    for (const [state, neutral] of [
      ['OPEN', 'open'],
      ['ACCEPTED', 'held'],
      ['CANCELED', 'canceled'],
    ]) {
      lnd.reply = () => says({ ...base, state, r_preimage: Buffer.alloc(32) });
      expect(await node.invoice(HASH)).toEqual({
        hash: HASH,
        state: neutral,
        receivedMsat: 0n,
        preimage: '',
      });
    }
    lnd.reply = () => says({ ...base, state: 12 });
    expect(await refusal(node.invoice(HASH))).toMatchObject({ kind: 'malformed' });
    for (const text of ['unable to locate invoice', 'there are no existing invoices']) {
      lnd.reply = () => fails(5, text);
      expect(await node.invoice(HASH)).toBeNull();
    }
    lnd.reply = () => fails(5, 'Not Found');
    expect(await refusal(node.invoice(HASH))).toMatchObject({ kind: 'answered_error' });
  });

  it('are settled and cancelled, and refusals do not show the preimage', async () => {
    const { node, lnd } = await bench(() => says({}));
    await node.settleInvoice(PREIMAGE);
    await node.cancelInvoice(HASH);
    expect(lnd.calls).toMatchObject([
      { method: 'SettleInvoice', request: { preimage: Buffer.from(PREIMAGE, 'hex') } },
      { method: 'CancelInvoice', request: { payment_hash: Buffer.from(HASH, 'hex') } },
    ]);
    lnd.reply = () => fails(2, `nothing held for ${PREIMAGE}`);
    expect((await refusal(node.settleInvoice(PREIMAGE))).message).toContain('nothing held for (secret)');
    lnd.reply = () => fails(2, 'unable to locate invoice');
    expect(await refusal(node.cancelInvoice(HASH))).toMatchObject({
      kind: 'answered_error',
      call: 'CancelInvoice',
    });
  });
});
