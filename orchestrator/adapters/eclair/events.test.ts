import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Follower, LightningNode, Subscription } from '../../ports/lightning-node.ts';
import type { NodeHint } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import { NAME, nodeOf, PASSWORD, ScriptedDaemon, WALL } from './daemon.fixture.ts';
import { recordedAnswer } from './recorded.fixture.ts';

/** Rings only when a test says so. */
class HandClock implements Timers {
  readonly rings: { readonly ms: number; ring: () => void; done: boolean }[] = [];
  nowMs(): number {
    return 0;
  }
  after(ms: number, ring: () => void) {
    const entry = { ms, ring, done: false };
    this.rings.push(entry);
    return {
      cancel: () => {
        entry.done = true;
      },
    };
  }
  get next() {
    return this.rings.findLast(({ done }) => !done);
  }
  ringNext(): void {
    const entry = this.next;
    if (entry === undefined) throw new Error('no timer is set');
    entry.done = true;
    entry.ring();
  }
}

let daemon: ScriptedDaemon;
let streams: WebSocketServer;
let node: LightningNode;
let clock: HandClock;
let open: WebSocket | undefined;
let opened = 0;
let subscription: Subscription;
const heard: (NodeHint | string)[] = [];
const follower: Follower = {
  hint: (hint) => heard.push(hint),
  invoice: (hash, state) => heard.push(`${hash} ${state}`),
  cursor: (cursor) => heard.push(`cursor ${cursor}`),
  gap: (why) => heard.push(why),
};
const expected = `Basic ${Buffer.from(`:${PASSWORD}`).toString('base64')}`;

beforeEach(async () => {
  heard.length = 0;
  opened = 0;
  daemon = await ScriptedDaemon.start();
  streams = new WebSocketServer({ noServer: true });
  daemon.server.on('upgrade', (request, socket, head) => {
    if (request.headers.authorization !== expected || request.url !== '/ws')
      return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    streams.handleUpgrade(request, socket, head, (stream) => {
      open = stream;
      opened++;
    });
  });
  clock = new HandClock();
  node = nodeOf(daemon.port, { host: { timers: clock, epoch: () => '' } });
});
afterEach(async () => {
  await node.close();
  await daemon.stop();
});
const begin = async () => {
  subscription = node.follow(follower, '');
  await expect.poll(() => clock.next?.ms).toBe(25_000);
};
const tell = (event: unknown) => open!.send(typeof event === 'string' ? event : JSON.stringify(event));

describe('the event stream', () => {
  it('is heard as hints, in the shapes of all versions', async () => {
    await begin();
    const sent = recordedAnswer('event sent');
    const failed = recordedAnswer('event failed');
    tell(sent.body);
    tell(failed.body);
    const parts = [{ amount: 21 }];
    tell({ type: 'payment-received', paymentHash: sent.hash, parts });
    tell({ type: 'channel-ready', channelId: 'x' });
    tell({ type: 'payment-sent', paymentHash: sent.hash, fees: 3, startedAt: {}, settledAt: {} });
    await expect.poll(() => heard.length).toBe(4);
    const { paymentPreimage } = sent.body as { paymentPreimage: string };
    expect(heard).toEqual([
      { node: NAME, hash: sent.hash, claims: 'settled', preimage: paymentPreimage },
      { node: NAME, hash: failed.hash, claims: 'failed', preimage: '' },
      `${sent.hash} paid`,
      { node: NAME, hash: sent.hash, claims: 'settled', preimage: '' },
    ]);
  });

  it('tells a hole where it cannot read', async () => {
    await begin();
    for (const event of ['{"type":"pay', '7', '{"type":"payment-sent","paymentHash":"x"}']) tell(event);
    await expect.poll(() => heard.length).toBe(3);
    expect(heard).toEqual([
      'an event that cannot be read',
      'an event that cannot be read',
      'payment-sent without a payment hash',
    ]);
  });

  it('opens again when it broke, later and later, and tells both ends of the hole', async () => {
    await begin();
    open!.terminate();
    await expect.poll(() => clock.next?.ms).toBe(250);
    expect(heard).toEqual([expect.stringContaining('the stream')]);
    const { port } = daemon;
    await daemon.stop();
    clock.ringNext();
    await expect.poll(() => clock.next?.ms).toBe(500);
    clock.ringNext();
    await expect.poll(() => clock.next?.ms).toBe(1000);
    expect(heard).toHaveLength(1);
    daemon.server.listen(port, '127.0.0.1');
    clock.ringNext();
    await expect.poll(() => clock.next?.ms).toBe(25_000);
    expect(heard).toEqual([heard[0], 'the stream is open again, and replays nothing']);
    expect(opened).toBe(2);
  });

  it('is alive while it answers pings', async () => {
    await begin();
    for (let beat = 0; beat < 3; beat++) {
      const pinged = new Promise((resolve) => open!.once('ping', resolve));
      clock.ringNext();
      await pinged;
      // Comes after the pong, on the same connection.
      tell('{}');
      await expect.poll(() => heard.length).toBe(beat + 1);
    }
    expect(opened).toBe(1);
  });

  it('is dead when it does not answer one', async () => {
    streams.options.autoPong = false;
    await begin();
    clock.ringNext();
    clock.ringNext();
    await expect.poll(() => clock.next?.ms).toBe(250);
    expect(heard).toEqual(['the stream ended']);
  });

  it('that never opens is given up and tried again', async () => {
    daemon.server.removeAllListeners('upgrade').on('upgrade', () => {});
    node.follow(follower, '');
    await expect.poll(() => daemon.sockets.size).toBe(1);
    expect(clock.next?.ms).toBe(10_000);
    clock.ringNext();
    await expect.poll(() => clock.next?.ms).toBe(250);
    expect(heard).toEqual(['the stream did not open in time']);
  });

  it('a wrong password is a hole, not a crash, and names no secret', async () => {
    const stranger = nodeOf(daemon.port, {
      password: { text: 'guessed' },
      host: { timers: WALL, epoch: () => '' },
    });
    stranger.follow(follower, '');
    await expect.poll(() => heard.length).toBe(1);
    expect(heard[0]).toBe('the stream broke (refused)');
    await stranger.close();
  });

  it('is silent once it is stopped', async () => {
    await begin();
    subscription.stop();
    await expect.poll(() => streams.clients.size).toBe(0);
    expect([heard, clock.next]).toEqual([[], undefined]);
  });
});
