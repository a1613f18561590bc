import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BareClient, type Message, macaroonOf, startOne, twoLnds } from './lnd.fixture.ts';

const STARTING = 'the RPC server is in the process of starting up, but not yet ready to accept calls';

describe('an emulated LND', () => {
  it('leaves certificate and macaroons where LND leaves them, and finds them again', async () => {
    const { network, payer } = await twoLnds();
    const files = [
      'tls.cert',
      'tls.key',
      ...['admin', 'readonly', 'invoice'].map((name) => `data/chain/bitcoin/regtest/${name}.macaroon`),
    ];
    const contents = () => files.map((file) => readFileSync(join(payer.folder, file)).toString('hex'));
    const before = contents();
    expect(statSync(join(payer.folder, 'tls.key')).mode & 0o777).toBe(0o600);
    await payer.emulator.stop();
    const { startLnd } = await import('./emulator.ts');
    const again = await startLnd({ desk: network.desk('payer'), folder: payer.folder, port: 0 });
    expect(contents()).toEqual(before);
    await again.stop();
    await again.stop();
  });

  it('asks for a macaroon, and for the right one', async () => {
    const { network, payer, payee } = await twoLnds();
    const refusal = async (client: BareClient) => {
      const ended = await network.until(client.refusal('Lightning', 'GetInfo'));
      client.close();
      return ended;
    };
    const { endpoint } = payer;
    const twice = new BareClient(endpoint).with((metadata) => metadata.add('macaroon', '00'));
    expect([
      await refusal(new BareClient(endpoint, null)),
      await refusal(twice),
      await refusal(new BareClient(endpoint, '00')),
      await refusal(new BareClient(endpoint, macaroonOf(payee.endpoint, 'admin'))),
      await refusal(new BareClient(endpoint, 'invoice')),
    ]).toEqual([
      { code: 2, details: 'expected 1 macaroon, got 0' },
      { code: 2, details: 'expected 1 macaroon, got 2' },
      { code: 2, details: 'cannot determine data format of binary-encoded macaroon' },
      { code: 2, details: 'verification failed: signature mismatch after caveat verification' },
      { code: 2, details: 'permission denied' },
    ]);
    const open = new BareClient(endpoint, null);
    expect(await network.until(open.ask('State', 'GetState'))).toEqual({ state: 'SERVER_ACTIVE' });
    open.close();
  });

  it('does not have what is not emulated, or was removed', async () => {
    const { network, payer } = await twoLnds();
    const { client } = payer;
    expect([
      await network.until(client.refusal('Lightning', 'OpenChannelSync')),
      await network.until(client.refusal('WalletKit', 'ListUnspent')),
      await network.until(client.refusal('WalletUnlocker', 'GenSeed')),
    ]).toEqual([
      { code: 12, details: 'unknown method OpenChannelSync for service lnrpc.Lightning' },
      { code: 12, details: 'unknown service walletrpc.WalletKit' },
      { code: 2, details: 'wallet already unlocked, WalletUnlocker service is no longer available' },
    ]);
  });

  it('says which version it is, and has no field that came later', async () => {
    const { network, payer } = await twoLnds({ version: '0.18.5-beta' });
    const info = await network.until(payer.client.ask('Lightning', 'GetInfo'));
    expect(info.version).toBe('0.18.5-beta commit=v0.18.5-beta');
    expect([info.wallet_synced, info.graph_cache_status]).toEqual([false, 'GRAPH_CACHE_STATUS_DISABLED']);
    expect(await network.until(payer.client.ask('Versioner', 'GetVersion'))).toMatchObject({
      version: '0.18.5-beta',
      app_minor: 18,
      app_patch: 5,
      app_pre_release: 'beta',
      commit_hash: '4ccf4fc24c750d098cf24566ef4bbc0311c7d476',
    });
    await expect(startOne(network, 'payee', 'newest')).rejects.toThrow('newest is no version of LND');
  });

  it('goes down with all its connections, comes back on the same port, and starts before it answers', async () => {
    const { network, payer } = await twoLnds();
    const { client, endpoint } = payer;
    const follow = client.listen('Lightning', 'SubscribeInvoices', {});
    await network.until(client.ask('Lightning', 'GetInfo'));
    network.act((world) => world.setNode(0, 'down', 'test'));
    expect((await network.until(follow.ended)).code).toBe(14);
    expect(await refusedAt(endpoint.grpc)).toBe('ECONNREFUSED');
    network.act((world) => world.setNode(0, 'up', 'test'));
    const fresh = new BareClient(endpoint);
    expect(await network.until(fresh.refusal('Lightning', 'GetInfo'))).toEqual({
      code: 2,
      details: STARTING,
    });
    const states = fresh.listen('State', 'SubscribeState', {});
    await network.run(5_000);
    expect(states.messages.map(({ state }) => state)).toEqual(['UNLOCKED', 'SERVER_ACTIVE']);
    expect((await network.until(fresh.ask('Lightning', 'GetInfo'))).alias).toBe('payer');
    fresh.close();
  });

  it('says nothing while it hangs, keeps what it is asked, and answers when it resumes', async () => {
    const { network, payer } = await twoLnds();
    const { client, endpoint } = payer;
    await network.until(client.ask('Lightning', 'GetInfo'));
    network.act((world) => world.setNode(0, 'hung', 'test'));
    let answered = 0;
    const known = client.ask('Lightning', 'GetInfo').then(() => answered++);
    const stranger = new BareClient(endpoint);
    const greeted = stranger.ask('Lightning', 'GetInfo').then(() => answered++);
    await network.run(20_000);
    expect(answered).toBe(0);
    network.act((world) => world.setNode(0, 'up', 'test'));
    await network.until(Promise.all([known, greeted]));
    expect(answered).toBe(2);
    stranger.close();
  });

  it('dies while it hangs: who waits hears of it, who was not greeted too', async () => {
    const { network, payer } = await twoLnds();
    const follow = payer.client.listen('Lightning', 'SubscribeInvoices', {});
    await network.run(10);
    network.act((world) => world.setNode(0, 'hung', 'test'));
    const stranger = new BareClient(payer.endpoint);
    const refused = stranger.refusal('Lightning', 'GetInfo');
    await network.run(10);
    network.act((world) => world.setNode(0, 'down', 'test'));
    expect((await network.until(Promise.all([follow.ended, refused]))).map(({ code }) => code)).toEqual([
      14, 14,
    ]);
    stranger.close();
  });

  it('pays or does not pay what was asked by somebody who hung up while it hung', async () => {
    const { network, payer, payee } = await twoLnds();
    const asked: string[] = [];
    // The connection is there already: a new one would be greeted by nobody.
    await network.until(payer.client.track('00'.repeat(32)).ended);
    const invoices: Message[] = [];
    for (let at = 0; at < 40; at++) invoices.push(await network.until(payee.client.invoice()));
    network.act((world) => world.setNode(0, 'hung', 'test'));
    for (const { payment_request, r_hash } of invoices) {
      asked.push(r_hash.toString('hex'));
      const pay = payer.client.pay({ payment_request });
      await network.run(1);
      pay.cancel();
    }
    await network.run(1_000);
    network.act((world) => world.setNode(0, 'up', 'test'));
    await network.run(10_000);
    const paid = asked.filter((hash) => network.desk('payee').invoice(hash)?.state === 'paid').length;
    // 6 of 32 (lnd-observed.md §7).
    expect(paid).toBeGreaterThan(0);
    expect(paid).toBeLessThan(20);
  });

  it('loses its streams, or all its connections, and goes on', async () => {
    const { network, payer } = await twoLnds();
    const { client } = payer;
    const follow = () => client.listen('Lightning', 'SubscribeInvoices', {});
    const first = follow();
    await network.run(10);
    network.desks.breakStreams(0);
    expect((await network.until(first.ended)).code).toBe(14);
    const second = follow();
    await network.until(client.ask('Lightning', 'GetInfo'));
    network.desks.cutConnections(0);
    expect((await network.until(second.ended)).code).toBe(14);
  });

  it('does not start on a port that is taken', async () => {
    const { network, payer, payee } = await twoLnds();
    const { startLnd } = await import('./emulator.ts');
    const port = Number(payer.endpoint.grpc.split(':')[1]);
    await expect(startLnd({ desk: network.desk('payee'), folder: payee.folder, port })).rejects.toThrow(
      'EADDRINUSE',
    );
  });
});

function refusedAt(endpoint: string): Promise<string> {
  const [host = '', port] = endpoint.split(':');
  return new Promise((resolve) => {
    connect(Number(port), host).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
}
