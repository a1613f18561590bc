import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EclairBench } from './eclair-bench.fixture.ts';
import { startEclair } from './emulator.ts';

let eclair: EclairBench;
beforeEach(async () => {
  eclair = await EclairBench.start();
});
afterEach(() => eclair.stop());

const portOf = (http: string) => Number(new URL(http).port);

it('a second start in the same folder, on the same port, with the same password', async () => {
  const port = portOf(eclair.http);
  const options = { desk: eclair.it.desk('payer'), folder: eclair.folder, port };
  await expect(startEclair(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await eclair.emulator.stop();
  const again = await startEclair(options);
  expect(again.endpoint).toEqual(eclair.emulator.endpoint);
  expect((await eclair.ask('getinfo')).status).toBe(200);
  await again.stop();
  await again.stop();
});

it('started while its daemon is down: refuses, until the daemon runs', async () => {
  await eclair.emulator.stop();
  eclair.kill();
  const port = portOf(eclair.http);
  const late = await startEclair({ desk: eclair.it.desk('payer'), folder: eclair.folder, port });
  await expect(eclair.ask('getinfo')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  eclair.revive();
  expect((await eclair.ask('getinfo')).status).toBe(200);
  await late.stop();
});

it('opens again as soon as somebody else has given its port back', async () => {
  eclair.kill();
  const thief = createServer();
  await new Promise<void>((resolve) => thief.listen(portOf(eclair.http), '127.0.0.1', resolve));
  eclair.revive();
  await eclair.it.run(500);
  await new Promise((resolve) => thief.close(resolve));
  await eclair.it.run(200);
  expect((await eclair.ask('getinfo')).status).toBe(200);
});

it('its connections are cut by a fault, and it goes on', async () => {
  const { text, hash } = eclair.invoice();
  const call = eclair.send('payinvoice', { invoice: text, blocking: true });
  const { socket } = await eclair.follow();
  await eclair.it.run(20);
  eclair.it.desks.cutConnections(0);
  await expect(eclair.it.until(call)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await eclair.it.run(3000);
  expect([socket.readyState, eclair.payee.invoice(hash)?.state]).toEqual([socket.CLOSED, 'paid']);
  expect((await eclair.rows(hash)).length).toBe(1);
});

it('what no request is does not harm it', async () => {
  const { connect } = await import('node:net');
  const raw = connect(portOf(eclair.http), '127.0.0.1');
  raw.on('error', () => raw.destroy());
  const closed = new Promise((resolve) => raw.on('close', resolve));
  raw.write('\u0000\u0001 no HTTP\r\n\r\n');
  await closed;
  const huge = { body: 'x'.repeat(9 * 2 ** 20) };
  await expect(eclair.ask('getinfo', {}, huge)).rejects.toMatchObject({
    code: expect.stringMatching(/ECONNRESET|EPIPE/),
  });
  expect((await eclair.ask('getinfo')).status).toBe(200);
});

it('a request that comes before Node.js has seen the end of the answer before it is answered too', async () => {
  const { connect } = await import('node:net');
  const raw = connect(portOf(eclair.http), '127.0.0.1');
  let said = '';
  raw.on('data', (chunk) => {
    said += chunk;
  });
  const authorization = `Basic ${Buffer.from(`:${eclair.password}`).toString('base64')}`;
  const request = `POST /getinfo HTTP/1.1\r\nHost: e\r\nContent-Length: 0\r\nAuthorization: ${authorization}\r\n\r\n`;
  raw.write(request + request);
  await eclair.it.run(10);
  expect(said.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  raw.destroy();
});
