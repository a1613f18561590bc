import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { connect as connectHttp2, createSecureServer } from 'node:http2';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { Kernel } from '../sim/kernel.ts';
import { makeCertificate } from './certificates.ts';
import { pacedBy, Stepwise } from './pace.ts';
import { NeverQuiet, quiet } from './quiet.ts';
import { virtualTimers, wallTimers } from './timers.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listening(server: Server, at: string | number = 0): Promise<number> {
  stops.push(() => server.close());
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address !== 'string' ? address.port : 0;
}

/** Each makes calls that are answered over a real socket, on a new connection every time. */
type Ask = (answered: () => void) => void;
const TRANSPORTS: Record<string, () => Promise<Ask>> = {
  async tcp() {
    const port = await listening(createServer((socket) => socket.once('data', () => socket.end('x'))));
    return (answered) => connect(port, '127.0.0.1').once('close', answered).end('x').resume();
  },
  async 'unix socket'() {
    const path = join(tmpdir(), `fulgurite-quiet-${process.pid}.sock`);
    await listening(
      createServer((socket) => socket.once('data', () => socket.end('x'))),
      path,
    );
    return (answered) => connect(path).once('close', answered).end('x').resume();
  },
  async tls() {
    const own = makeCertificate({ commonName: 'x' });
    const server = createTlsServer(own, (socket) =>
      socket.once('data', () => socket.end('x')).on('error', () => socket.destroy()),
    );
    const port = await listening(server);
    return (answered) =>
      connectTls({ port, host: '127.0.0.1', ca: own.cert }).once('close', answered).end('x').resume();
  },
  async 'http with a large body'() {
    const server = createHttpServer((asked, answer) =>
      asked.resume().once('end', () => answer.end('x'.repeat(3e5))),
    );
    const port = await listening(server);
    return (answered) =>
      request({ port, host: '127.0.0.1', method: 'POST', agent: false }, (answer) =>
        answer.resume().once('end', answered),
      ).end('x'.repeat(1e5));
  },
  async 'http2 over tls'() {
    const own = makeCertificate({ commonName: 'x' });
    const server = createSecureServer(own);
    server.on('stream', (stream) => stream.resume().once('end', () => stream.end('x'.repeat(1e5))));
    const port = await listening(server as unknown as Server);
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: own.cert });
    stops.push(() => session.destroy());
    return (answered) =>
      session.request({ ':method': 'POST' }).once('end', answered).resume().end('x'.repeat(1e5));
  },
};

describe('quiet', () => {
  it.each(Object.keys(TRANSPORTS))('waits for all that is on its way: %s', async (transport) => {
    const ask = await TRANSPORTS[transport]!();
    for (let call = 0; call < 50; call++) {
      let answers = 0;
      ask(() => answers++);
      if (call % 2 === 0) ask(() => answers++);
      await quiet(() => false);
      expect(answers).toBe(call % 2 === 0 ? 2 : 1);
    }
  });

  it('is cheap where nothing happens', async () => {
    const beganMs = performance.now();
    for (let batch = 0; batch < 1_000; batch++) await quiet(() => false);
    expect((performance.now() - beganMs) / 1_000).toBeLessThan(0.2);
  });

  it('says so when somebody never stops talking', async () => {
    // The end of the test cuts it off in the middle of a word.
    const echo = createServer((socket) =>
      socket.on('data', (data) => socket.write(data)).on('error', () => socket.destroy()),
    );
    const port = await listening(echo);
    const socket = connect(port, '127.0.0.1');
    stops.push(() => socket.destroy());
    socket.on('data', (data) => socket.write(data)).write('x');
    await expect(quiet(() => false, { turnsMax: 500 })).rejects.toThrow(NeverQuiet);
  });
});

describe('step by step', () => {
  it('no time passes between a question and its answer, and the order is that of the events', async () => {
    const kernel = new Kernel();
    const pace = new Stepwise(kernel);
    const timers = virtualTimers(kernel, 1_000_000, pace);
    const ask = await TRANSPORTS.tls!();
    const seen: string[] = [];
    const askAgain = (left: number) => {
      const askedAtMs = kernel.nowMs;
      ask(() => {
        pace.touched();
        seen.push(`${askedAtMs} ${kernel.nowMs}`);
        if (left > 0) timers.after(100, () => askAgain(left - 1));
      });
    };
    askAgain(3);
    kernel.schedule(
      250,
      kernel.register(() => seen.push('event')),
      0,
      0,
    );
    await pace.run(10_000);
    expect(seen).toEqual(['0 0', '100 100', '200 200', 'event', '300 300']);
    expect(timers.nowMs()).toBe(1_010_000);
  });

  it('until a promise is settled; and says when nothing will', async () => {
    const kernel = new Kernel();
    const pace = new Stepwise(kernel);
    const timers = virtualTimers(kernel, 0, pace);
    const value = new Promise((resolve) => timers.after(500, () => resolve('rung')));
    await expect(pace.until(value, 1_000)).resolves.toBe('rung');
    expect(kernel.nowMs).toBe(500);
    await expect(pace.until(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no');
    await expect(pace.until(new Promise(() => {}), 1_000)).rejects.toThrow(
      /nothing more happens until 1000 ms/,
    );
  });
});

describe('paced by the wall clock', () => {
  it('virtual time is wall time times the factor, in whole ms, and never runs back', () => {
    const kernel = new Kernel();
    let wallMs = 5_000;
    const pace = pacedBy(10, kernel, () => wallMs);
    stops.push(() => pace.stop());
    const seen: number[] = [];
    const on = kernel.register(() => {
      seen.push(kernel.nowMs);
      // A call from within an event: time does not move under it.
      pace.catchUp();
    });
    kernel.schedule(7, on, 0, 0);
    wallMs += 0.55;
    pace.catchUp();
    expect([kernel.nowMs, seen]).toEqual([5, []]);
    wallMs += 1;
    pace.catchUp();
    expect([kernel.nowMs, seen]).toEqual([15, [7]]);
    wallMs -= 1;
    pace.catchUp();
    expect(kernel.nowMs).toBe(15);
    // Nothing happened for a long time; what is planned now counts from now.
    const timers = virtualTimers(kernel, 1_000_000, pace);
    wallMs += 101;
    expect([kernel.nowMs, pace.aheadMs, timers.nowMs()]).toEqual([15, 1_000, 1_001_015]);
    timers.after(50, () => seen.push(kernel.nowMs));
    expect(kernel.nextAtMs).toBe(1_065);
  });

  it('faster, slower, and ahead at one stroke, from any moment on', () => {
    const kernel = new Kernel();
    let wallMs = 0;
    const pace = pacedBy(1, kernel, () => wallMs);
    stops.push(() => pace.stop());
    const rung: number[] = [];
    const timers = virtualTimers(kernel, 0, pace);
    for (const ms of [50, 3_000, 90_000]) timers.after(ms, () => rung.push(kernel.nowMs));
    wallMs += 100;
    pace.factor = 10;
    expect([pace.factor, kernel.nowMs, rung]).toEqual([10, 100, [50]]);
    wallMs += 100;
    pace.catchUp();
    expect(kernel.nowMs).toBe(1_100);
    pace.advance(60_000);
    expect([kernel.nowMs, rung]).toEqual([61_100, [50, 3_000]]);
    pace.factor = 0.5;
    wallMs += 100;
    pace.catchUp();
    expect(kernel.nowMs).toBe(61_150);
    expect(() => {
      pace.factor = 0;
    }).toThrow(RangeError);
    expect(pace.factor).toBe(0.5);
  });

  it('a timer that was set for the slow clock does not hold up the fast one', async () => {
    const kernel = new Kernel();
    const pace = pacedBy(0.001, kernel);
    stops.push(() => pace.stop());
    const woken = new Promise<void>((resolve) => virtualTimers(kernel, 0, pace).after(20_000, resolve));
    pace.factor = 1e7;
    await woken;
  });

  it('a timer wakes it for the next event, also one that is earlier than the last', async () => {
    const kernel = new Kernel();
    const pace = pacedBy(100, kernel);
    stops.push(() => pace.stop());
    const timers = virtualTimers(kernel, 0, pace);
    const rung: string[] = [];
    const late = timers.after(60_000, () => rung.push('late'));
    await new Promise<void>((resolve) => {
      timers.after(2_000, () => {
        rung.push('b');
        resolve();
      });
      timers.after(500, () => rung.push('a'));
      timers.after(1_000, () => rung.push('never')).cancel();
    });
    late.cancel();
    expect(rung).toEqual(['a', 'b']);
    expect(kernel.nowMs).toBeGreaterThanOrEqual(2_000);
    expect(kernel.nowMs).toBeLessThan(60_000);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('not by %d', (factor) => {
    expect(() => pacedBy(factor, new Kernel())).toThrow(RangeError);
  });
});

describe('timers', () => {
  it('virtual: cancel is harmless at any time, and never hits the timer that came after', async () => {
    const kernel = new Kernel();
    const pace = new Stepwise(kernel);
    const timers = virtualTimers(kernel, 0, pace);
    const rung: string[] = [];
    const first = timers.after(10, () => rung.push('first'));
    kernel.run(20);
    timers.after(-5, () => rung.push('second'));
    first.cancel();
    first.cancel();
    kernel.run(30);
    expect(rung).toEqual(['first', 'second']);
  });

  it('of the wall clock', async () => {
    const timers = wallTimers();
    const beganMs = timers.nowMs();
    expect(Math.abs(beganMs - Date.now())).toBeLessThan(1_000);
    timers.after(1, () => expect.unreachable()).cancel();
    await new Promise<void>((resolve) => timers.after(5, resolve));
    expect(timers.nowMs() - beganMs).toBeGreaterThanOrEqual(4);
  });
});
