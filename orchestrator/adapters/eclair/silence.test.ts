import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { LightningNode } from '../../ports/lightning-node.ts';
import { type Exchange, lookupOf, nodeOf, payOf, ScriptedDaemon, WALL } from './daemon.fixture.ts';

const RESET = { kind: 'unknown', cause: 'reset' };
const TIMEOUT = { kind: 'unknown', cause: 'timeout' };
const MALFORMED = { kind: 'unknown', cause: 'malformed' };
const NOT_SENT = { kind: 'not_sent' };

let daemon: ScriptedDaemon;
let node: LightningNode;
const begin = async (change = {}) => {
  daemon = await ScriptedDaemon.start();
  node = nodeOf(daemon.port, change);
};
afterEach(async () => {
  await node.close();
  await daemon.stop();
});
const pay = (timeoutMs = 1500) => node.pay(payOf('paid', { timeoutMs }));
const look = (timeoutMs = 1500) => node.lookup(lookupOf('ab'.repeat(32), timeoutMs));

describe('a pay call that is not answered', () => {
  it('was not sent when nobody listens', async () => {
    await begin();
    const { port } = daemon;
    await daemon.stop();
    node = nodeOf(port);
    expect(await pay()).toEqual(NOT_SENT);
    expect(await look()).toEqual(NOT_SENT);
    expect(await node.health()).toMatchObject({ reachable: false, epoch: '', spendableMsat: 0n });
  });

  it.each<[string, (exchange: Exchange) => void, object]>([
    ['cut before the answer', ({ socket }) => socket.destroy(), RESET],
    ['cut by RST', ({ socket }) => socket.resetAndDestroy(), RESET],
    [
      'cut in the middle',
      ({ response, socket }) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"type":"payment-failed"', () => socket.destroy());
      },
      RESET,
    ],
    [
      'cut between two chunks',
      ({ response, socket }) => response.write('{"type":"payment-failed"', () => socket.destroy()),
      RESET,
    ],
    [
      'half of a JSON, well framed',
      ({ response }) => response.end('{"type":"payment-failed","id":"x","fail'),
      MALFORMED,
    ],
    ['no HTTP', ({ socket }) => socket.end('220 mail.example ESMTP\r\n'), MALFORMED],
    ['a redirect', ({ reply }) => reply(302, {}), { kind: 'unknown', cause: 'unavailable' }],
    ['a gateway', ({ reply }) => reply(502, '<html>'), { kind: 'unknown', cause: 'unavailable' }],
    ['throttled', ({ reply }) => reply(429, { error: 'slow down' }), { kind: 'unknown' }],
  ])('%s: unknown, and asked once', async (_, answer, outcome) => {
    await begin();
    daemon.on('payinvoice', answer).on('getsentinfo', answer);
    expect(await pay()).toMatchObject(outcome);
    expect(await look()).toMatchObject(outcome);
    expect([daemon.times('payinvoice'), daemon.times('getsentinfo')]).toEqual([1, 1]);
  });

  it('hangs: unknown when our time is up, and its connection is given up', async () => {
    await begin();
    daemon.on('payinvoice', () => {});
    expect(await pay(30)).toEqual(TIMEOUT);
    await expect.poll(() => daemon.sockets.size).toBe(0);
    daemon.on('getsentinfo', () => {});
    expect(await look(30)).toEqual(TIMEOUT);
  });

  it('is answered late: it is over', async () => {
    await begin();
    daemon.on('payinvoice', ({ reply }) => setTimeout(reply, 60, 400, { error: 'late' }));
    expect(await pay(20)).toEqual(TIMEOUT);
  });

  it('on a kept connection that is dead: unknown, never sent again', async () => {
    await begin();
    daemon.replays('payinvoice', 'expired');
    await pay();
    const [kept] = daemon.sockets;
    // The daemon is gone, and our side has not heard of it when the call is written.
    const second = pay();
    kept!.resetAndDestroy();
    expect(await second).toEqual(RESET);
    expect(daemon.times('payinvoice')).toBe(1);
    expect(await pay()).toMatchObject({ kind: 'rejected' });
  });

  it('keeps its connection for the next one', async () => {
    await begin();
    daemon.replays('payinvoice', 'expired');
    for (let count = 0; count < 5; count++) await pay();
    expect(daemon.sockets.size).toBe(1);
  });

  it('waits as long as we do, while an idle connection is dropped', async () => {
    await begin();
    daemon.on('payinvoice', ({ reply }) => setTimeout(reply, 2300, 400, { error: 'slow' }));
    daemon.replays('getsentinfo', 'unknown hash');
    const slow = pay(10_000);
    await look();
    expect(daemon.sockets.size).toBe(2);
    expect(await slow).toMatchObject({ kind: 'rejected' });
    expect(daemon.sockets.size).toBe(1);
  });

  it('more than anyone reads: unknown, and not kept in memory', async () => {
    await begin();
    let sent = 0;
    const flood = ({ response }: Exchange) => {
      const chunk = Buffer.alloc(1 << 20, '[');
      response.writeHead(200, { 'content-length': 200 << 20 });
      const more = () => {
        while (!response.destroyed && sent < 200) {
          sent++;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    daemon.on('payinvoice', flood);
    expect(await pay()).toEqual(MALFORMED);
    expect(sent).toBeLessThan(60);
  });
});

describe('a line that is full', () => {
  it('makes the next one wait, and what waited in vain was not sent', async () => {
    await begin({ payConnectionsMax: 1 });
    let release = () => {};
    daemon.on('payinvoice', ({ reply }) => {
      release = () => reply(500, { error: 'Ask timed out' });
    });
    const first = pay();
    const second = pay();
    const third = pay(20);
    expect(await third).toEqual(NOT_SENT);
    expect(daemon.times('payinvoice')).toBe(1);
    daemon.replays('getsentinfo', 'unknown hash');
    expect(await look()).toMatchObject({ kind: 'not_found' });
    release();
    expect(await first).toEqual(TIMEOUT);
    await expect.poll(() => daemon.times('payinvoice')).toBe(2);
    release();
    expect(await second).toEqual(TIMEOUT);
  });

  it('close ends what is under way as unknown, and what waits as not sent', async () => {
    await begin({ payConnectionsMax: 1 });
    daemon.on('payinvoice', () => {});
    const [first, second] = [pay(), pay()];
    await expect.poll(() => daemon.times('payinvoice')).toBe(1);
    await node.close();
    expect([await first, await second, await pay()]).toEqual([RESET, NOT_SENT, NOT_SENT]);
  });
});

describe('a connection that is never made', () => {
  let full: Server;
  it('was not sent, however long it took', async () => {
    await begin();
    const rings: (() => void)[] = [];
    const after = (_: number, ring: () => void) => {
      rings.push(ring);
      return { cancel() {} };
    };
    const slow = nodeOf(daemon.port, { host: { timers: { ...WALL, after }, epoch: () => '' } });
    const answer = slow.pay(payOf('paid'));
    // All its time passes before the connection is there.
    for (const ring of rings) ring();
    expect(await answer).toEqual(NOT_SENT);
    expect(await look(30)).toMatchObject({ kind: 'unknown' });
    expect(daemon.times('payinvoice')).toBe(0);
    await slow.close();
  });

  it('but one that is made and says nothing is unknown', async () => {
    await begin();
    full = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => full.once('listening', resolve));
    const { port } = full.address() as { port: number };
    const hung = nodeOf(port);
    expect(await hung.pay(payOf('paid', { timeoutMs: 50 }))).toEqual(TIMEOUT);
    await hung.close();
    full.close();
  });
});
