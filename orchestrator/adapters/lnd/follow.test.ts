import { describe, expect, it } from 'vitest';
import type { Follower } from '../../ports/lightning-node.ts';
import { bench } from './client.fixture.ts';
import { until } from './host.fixture.ts';
import { type Call, type Reply, recorded } from './server.fixture.ts';

class Notes implements Follower {
  readonly hints: string[] = [];
  readonly invoices: string[] = [];
  readonly cursors: string[] = [];
  readonly gaps: string[] = [];
  hint: Follower['hint'] = ({ hash, claims }) => void this.hints.push(`${hash.slice(0, 4)} ${claims}`);
  invoice: Follower['invoice'] = (hash, state) => void this.invoices.push(`${hash.slice(0, 4)} ${state}`);
  cursor: Follower['cursor'] = (cursor) => void this.cursors.push(cursor);
  gap: Follower['gap'] = (why) => void this.gaps.push(why);
}

const open = (messages: readonly (object | Buffer)[] = []): Reply => ({ messages });
const invoice = (hash: string, state: string, added: number, settled: number) => ({
  r_hash: Buffer.from(hash.repeat(32), 'hex'),
  state,
  add_index: String(added),
  settle_index: String(settled),
});
const only =
  (method: string, reply: () => Reply) =>
  (call: Call): Reply =>
    call.method === method ? reply() : open();

describe('following LND', () => {
  it('goes on at its cursor, which never goes back, although LND tells settled invoices twice', async () => {
    const { messages = [] } = recorded.get('streams.json#2')!.reply;
    const { node, lnd } = await bench(only('SubscribeInvoices', () => open(messages)));
    const notes = new Notes();
    const following = node.follow(notes, '523:477');
    await until(() => notes.invoices.length === messages.length);
    expect(lnd.calls.find(({ method }) => method === 'SubscribeInvoices')!.request).toMatchObject({
      add_index: '523',
      settle_index: '477',
    });
    expect(notes.cursors.at(-1)).toBe('526:479');
    expect(notes.cursors).toEqual([...new Set(notes.cursors)]);
    expect(notes.gaps).toEqual([]);
    following.stop();
  });

  it('hears ends of payments as hints', async () => {
    const { reply } = recorded.get('streams.json#5')!;
    const { node, lnd } = await bench(only('TrackPayments', () => open(reply.messages)));
    const notes = new Notes();
    node.follow(notes, '');
    await until(() => notes.hints.length === 1);
    expect(notes.hints).toEqual(['5b02 failed']);
    expect(lnd.calls.find(({ method }) => method === 'TrackPayments')!.request.no_inflight_updates).toBe(
      true,
    );
  });

  it('opens again where it was, after a wait in the time of its host; tells the gap at both ends', async () => {
    const { node, lnd, host } = await bench(
      only('SubscribeInvoices', () => open([invoice('aa', 'SETTLED', 7, 3)])),
    );
    const notes = new Notes();
    const following = node.follow(notes, '');
    await until(() => notes.invoices.length === 1 && lnd.calls.length === 2);
    lnd.cut();
    await until(() => notes.gaps.length === 2);
    expect(notes.gaps.sort()).toEqual([
      'SubscribeInvoices: ended (gRPC 14: Connection dropped)',
      'TrackPayments: ended (gRPC 14: Connection dropped)',
    ]);
    lnd.reply = only('SubscribeInvoices', () => open([invoice('bb', 'OPEN', 8, 0)]));
    expect(lnd.calls).toHaveLength(2);
    host.timers.pass(500);
    await until(() => notes.invoices.length === 2 && lnd.calls.length === 4);
    expect(lnd.calls.filter(({ method }) => method === 'SubscribeInvoices')[1]!.request).toMatchObject({
      add_index: '7',
      settle_index: '3',
    });
    expect([notes.invoices, notes.cursors]).toEqual([
      ['aaaa paid', 'bbbb open'],
      ['7:3', '8:3'],
    ]);
    host.timers.pass(1000);
    expect(notes.gaps.slice(2)).toEqual(['SubscribeInvoices: open again', 'TrackPayments: open again']);
    following.stop();
    lnd.cut();
    expect(host.timers.waiting).toBe(0);
  });

  it('waits twice as long each time while nobody answers, and tells that gap once', async () => {
    const { node, lnd, host } = await bench(() => ({ status: { code: 2, details: 'permission denied' } }));
    const notes = new Notes();
    node.follow(notes, 'no cursor');
    const waits = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
    await until(() => notes.gaps.length === 3);
    for (const [times, wait] of waits.entries()) {
      host.timers.pass(wait - 1);
      expect(lnd.calls).toHaveLength(2 * (times + 1));
      host.timers.pass(1);
      await until(() => lnd.calls.length === 2 * (times + 2));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(notes.gaps).toEqual([
      'the cursor cannot be read: following from now on',
      'SubscribeInvoices: ended (gRPC 2: permission denied)',
      'TrackPayments: ended (gRPC 2: permission denied)',
    ]);
  });

  it('survives what it cannot read', async () => {
    const { node, lnd } = await bench((call) =>
      call.method === 'TrackPayments'
        ? open([
            { payment_hash: 'x', status: 'SUCCEEDED' },
            { payment_hash: 'cc'.repeat(32), status: 9 },
          ])
        : open([invoice('aa', 'OPEN', 1, 0), { r_hash: Buffer.alloc(3) }, Buffer.from('<html>')]),
    );
    const notes = new Notes();
    node.follow(notes, '0:0');
    await until(() => notes.gaps.length === 1 && notes.hints.length === 1);
    expect([notes.hints, notes.invoices]).toEqual([['cccc in_flight'], ['aaaa open']]);
    expect(notes.gaps[0]).toContain('Response message parsing error');
    expect(lnd.connections).toBe(1);
  });
});
