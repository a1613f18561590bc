import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import type { LightningNode } from '../../ports/lightning-node.ts';
import { lookupOf, NAME, nodeOf, PASSWORD, payOf, ScriptedDaemon } from './daemon.fixture.ts';
import { recordedAnswer } from './recorded.fixture.ts';

const HASH = 'ab'.repeat(32) as PaymentHash;
const PREIMAGE = 'cd'.repeat(32) as Preimage;
let daemon: ScriptedDaemon;
let node: LightningNode;
beforeEach(async () => {
  daemon = await ScriptedDaemon.start();
  node = nodeOf(daemon.port, { callTimeoutMs: 200 });
});
afterEach(async () => {
  await node.close();
  await daemon.stop();
});

describe('probe', () => {
  const info = recordedAnswer('getinfo').body as { nodeId: string };

  it('says who answers', async () => {
    expect(await node.probe()).toEqual({
      pubkey: info.nodeId,
      alias: 'alice',
      version: '0.13.1-notag',
      network: 'regtest',
      blockHeight: 111,
      synced: true,
    });
  });

  it.each([
    ['version_too_old', 200, { ...info, version: '0.10.0-a63d2c2' }, '0.10.0-a63d2c2, expected 0.11.0'],
    ['malformed', 200, { ...info, version: 'latest' }, 'a version of "latest"'],
    ['malformed', 200, { ...info, instanceId: undefined }, 'without its fields'],
    [
      'wrong_network',
      200,
      { ...info, network: 'mainnet', chainHash: '6fe2' },
      'on mainnet, expected regtest',
    ],
    ['credentials', 401, { error: 'The supplied authentication is invalid' }, 'HTTP 401'],
    ['not_supported', 404, { error: 'The requested resource could not be found.' }, 'HTTP 404'],
    ['answered_error', 500, { error: 'x'.repeat(5000) }, 'HTTP 500'],
    ['malformed', 200, '<html>', 'a body that Eclair does not write'],
    ['malformed', 503, '<html>', 'a body that Eclair does not write'],
  ])('refuses as %s', async (kind, status, body, why) => {
    daemon.says('getinfo', status, body);
    const refused = await node.probe().catch((thrown: Error) => thrown);
    expect(refused).toMatchObject({ name: 'NodeRefused', kind, node: NAME, call: 'getinfo' });
    expect((refused as Error).message).toContain(`${NAME}: getinfo: `);
    expect((refused as Error).message).toContain(why);
    expect((refused as Error).message.length).toBeLessThan(300);
  });

  it.each(['0.11.0', '0.14.1-53b3f1e', '1.0.0-SNAPSHOT-e3f1ec0'])('takes %s', async (version) => {
    daemon.says('getinfo', 200, { ...info, version });
    expect(await node.probe()).toMatchObject({ version });
  });

  it('of nobody, and of one that hangs', async () => {
    daemon.on('usablebalances', () => {});
    await expect(node.createInvoice(order)).rejects.toMatchObject({ kind: 'not_supported' });
    expect(await node.health()).toMatchObject({ reachable: false });
    await daemon.stop();
    await expect(node.probe()).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('options', () => {
  it.each([
    ['url', { url: 'not a url' }],
    ['url', { url: 'https://127.0.0.1:8080' }],
    ['url', { url: `http://:${PASSWORD.replace(' ', '')}@127.0.0.1:8080` }],
    ['network', { network: 'constructor' }],
    ['password', { password: { text: '' } }],
    ['password', { password: { file: tmpdir() } }],
    ['password', { password: { file: join(tmpdir(), 'there', 'is', 'none') } }],
  ])('a wrong %s is refused at once, without the password', (call, change) => {
    let thrown: unknown;
    try {
      nodeOf(1, change);
    } catch (refused) {
      thrown = refused;
    }
    expect(thrown).toMatchObject({ kind: 'configuration', node: NAME, call });
    expect(String(thrown)).not.toContain('correct');
  });

  it('a password in a file, with or without its line end; a path before the calls', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eclair-'));
    const file = join(folder, 'password');
    writeFileSync(file, `${PASSWORD}\n`);
    daemon.says('eclair/getinfo', 200, recordedAnswer('getinfo').body);
    const behind = nodeOf(1, { url: `http://127.0.0.1:${daemon.port}/eclair`, password: { file } });
    expect(await behind.probe()).toMatchObject({ alias: 'alice' });
    await node.probe();
    const [first, second] = daemon.asked;
    expect(first!.authorization).toBe(second!.authorization);
    await behind.close();
    await rm(folder, { recursive: true });
  });
});

describe('health', () => {
  const channel = { remoteNodeId: '02', aliases: ['0x1x1'], canReceive: 1, isPublic: true, isEnabled: true };

  it('is what usable channels can send, and the epoch', async () => {
    const balances = [
      { ...channel, canSend: 4_935_622_000 },
      { ...channel, canSend: 6_790_655_000 },
    ];
    daemon.says('usablebalances', 200, balances);
    expect(await node.health()).toMatchObject({
      node: NAME,
      reachable: true,
      epoch: 'epoch-1',
      spendableMsat: 11_726_277_000n,
      largestChannelMsat: 6_790_655_000n,
      resendSafe: false,
    });
  });

  it.each([[{}], [[{ canSend: -1 }]], [[{ canSend: 0.5 }]], [[null]], ['<html>']])(
    'of %j: not reachable',
    async (said) => {
      daemon.says('usablebalances', 200, said);
      expect(await node.health()).toMatchObject({ reachable: false, epoch: '', spendableMsat: 0n });
    },
  );
});

const order = { amountMsat: 5000n as Msat, description: '', expirySeconds: 60 };

describe('invoices', () => {
  const shown = (status: object, hash: string = HASH) => ({
    invoice: { paymentHash: hash },
    paymentPreimage: PREIMAGE,
    paymentType: 'Standard',
    status,
  });

  it('creates one, with what was ordered', async () => {
    daemon.says('createinvoice', 200, { paymentHash: HASH, serialized: 'lnbcrt50n1p' });
    const created = { hash: HASH, text: 'lnbcrt50n1p' };
    expect(await node.createInvoice({ ...order, preimage: PREIMAGE })).toEqual(created);
    expect(await node.createInvoice({ ...order, amountMsat: null })).toEqual(created);
    const [first, second] = daemon.asked.map(({ form }) => Object.fromEntries(form));
    const fixed = { description: '', expireIn: '60' };
    expect(first).toEqual({ ...fixed, amountMsat: '5000', paymentPreimage: PREIMAGE });
    expect(second).toEqual(fixed);
  });

  it('has no hold invoices, and says so', async () => {
    const held = node.createInvoice({ ...order, holdHash: HASH });
    await expect(held).rejects.toMatchObject({ kind: 'not_supported' });
    await expect(node.settleInvoice(PREIMAGE)).rejects.toMatchObject({ kind: 'not_supported' });
    expect(node.capabilities).toMatchObject({ holdInvoices: false, cancelInvoices: true, listsAll: false });
    expect(daemon.asked).toEqual([]);
  });

  it('repeats no secret, even where Eclair quotes it', async () => {
    const error = `The form field 'paymentPreimage' was malformed:\n${PREIMAGE} or ${PASSWORD}`;
    daemon.says('createinvoice', 400, { error });
    const refused = await node.createInvoice({ ...order, preimage: PREIMAGE }).catch(String);
    expect(refused).toContain('alice: createinvoice: HTTP 400');
    expect(refused).not.toMatch(new RegExp(`${PREIMAGE}|${PASSWORD}`));
  });

  it.each([
    ['open', { type: 'pending' }, 0n],
    ['expired', { type: 'expired' }, 0n],
    ['paid', { type: 'received', amount: 42, receivedAt: { iso: '', unix: 0 } }, 42n],
  ])('is %s', async (state, status, receivedMsat) => {
    daemon.says('getreceivedinfo', 200, shown(status));
    expect(await node.invoice(HASH)).toEqual({ hash: HASH, state, receivedMsat, preimage: PREIMAGE });
  });

  it('is not known only where Eclair says so', async () => {
    daemon.says('getreceivedinfo', 404, { error: 'Not found' });
    expect(await node.invoice(HASH)).toBeNull();
    for (const [status, said] of [
      [404, { error: 'The requested resource could not be found.' }],
      [404, '<html>Not found</html>'],
      [200, null],
      [200, shown({ type: 'constructor' })],
      [200, shown({ type: 'received' })],
      [200, shown({ type: 'pending' }, 'ef'.repeat(32))],
    ] as const) {
      daemon.says('getreceivedinfo', status, said);
      await expect(node.invoice(HASH)).rejects.toMatchObject({ name: 'NodeRefused' });
    }
  });

  it('is cancelled by deleting it, unless it is paid or nobody knows it', async () => {
    daemon.says('deleteinvoice', 200, `deleted invoice ${HASH}`);
    daemon.says('getreceivedinfo', 404, { error: 'Not found' });
    await expect(node.cancelInvoice(HASH)).rejects.toMatchObject({ kind: 'answered_error' });
    daemon.says('getreceivedinfo', 200, shown({ type: 'received', amount: 1 }));
    await expect(node.cancelInvoice(HASH)).rejects.toMatchObject({ kind: 'answered_error' });
    expect(daemon.times('deleteinvoice')).toBe(0);
    daemon.says('getreceivedinfo', 200, shown({ type: 'pending' }));
    await node.cancelInvoice(HASH);
    expect(daemon.times('deleteinvoice')).toBe(1);
    daemon.says('deleteinvoice', 400, { error: 'Cannot remove a received incoming payment' });
    await expect(node.cancelInvoice(HASH)).rejects.toMatchObject({ kind: 'answered_error' });
  });
});

describe('list', () => {
  const list = (timeoutMs = 500) =>
    node.list({ callId: 3, node: NAME, sinceMs: 1_795_369_000_500, timeoutMs });

  it('is what audit says, and what was sent here and has no end', async () => {
    const { body } = recordedAnswer('audit');
    daemon.says('audit', 200, body).replays('payinvoice', 'ask timed out');
    for (const name of ['rows of held', 'rows of refused twice', 'unknown hash'] as const) {
      const { hash } = recordedAnswer(name);
      await node.pay({ ...payOf('ask timed out'), hash: hash as PaymentHash });
    }
    daemon.on('getsentinfo', ({ form, reply }) => {
      const hash = form.get('paymentHash');
      const rows = (['rows of held', 'rows of refused twice'] as const).map(recordedAnswer);
      reply(200, rows.find((row) => row.hash === hash)?.body ?? []);
    });
    const listing = await list();
    const states = listing.kind === 'listed' ? listing.entries.map(({ state }) => state) : [];
    expect(states.sort()).toEqual(['failed', 'in_flight', 'settled', 'settled']);
    expect(Object.fromEntries(daemon.asked.find(({ call }) => call === 'audit')!.form)).toMatchObject({
      from: '1795368999',
      count: '500',
      skip: '0',
    });
    // What has failed was told once; the others are looked at again.
    const before = daemon.times('getsentinfo');
    await list();
    expect(daemon.times('getsentinfo') - before).toBe(2);
  });

  it('looks up nothing that ended, or was never sent', async () => {
    daemon.says('audit', 200, { sent: [] }).replays('getsentinfo', 'rows of paid');
    daemon.replays('payinvoice', 'paid');
    await node.pay(payOf('paid'));
    daemon.replays('payinvoice', 'wrong password');
    await node.pay(payOf('fee too low'));
    await node.pay(payOf('fee too low', { amountMsat: 1n as Msat }));
    expect(await list()).toEqual({ kind: 'listed', entries: [] });
    // One that may be open stays so, whatever a second call is told; and a look-up ends it.
    daemon.replays('payinvoice', 'ask timed out');
    await node.pay(payOf('paid'));
    daemon.replays('payinvoice', 'wrong password');
    await node.pay(payOf('paid'));
    expect(daemon.times('getsentinfo')).toBe(0);
    await node.lookup(lookupOf(payOf('paid').hash));
    await list();
    expect(daemon.times('getsentinfo')).toBe(1);
  });

  it('turns pages, and stops with a daemon that turns none', async () => {
    const event = (no: number) => ({ paymentHash: no.toString(16).padStart(64, '0') });
    const all = Array.from({ length: 1200 }, (_, no) => event(no));
    daemon.on('audit', ({ form, reply }) => {
      const skip = Number(form.get('skip'));
      reply(200, { sent: all.slice(skip, skip + Number(form.get('count'))) });
    });
    expect(await list()).toMatchObject({ entries: expect.objectContaining({ length: 1200 }) });
    expect(daemon.times('audit')).toBe(3);
    daemon.says('audit', 200, { sent: all.slice(0, 500) });
    expect(await list()).toMatchObject({ entries: expect.objectContaining({ length: 500 }) });
    expect(daemon.times('audit')).toBe(5);
  });

  it('is not available when audit is not', async () => {
    for (const said of [{}, { sent: [{}] }, '<html>', []]) {
      daemon.says('audit', 200, said);
      expect(await list()).toEqual({ kind: 'unavailable' });
    }
    daemon.on('audit', () => {});
    expect(await list(20)).toEqual({ kind: 'unavailable' });
  });
});
