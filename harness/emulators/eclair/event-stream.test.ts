import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { EventStream } from './event-stream.ts';

it('who reads too slowly gets ten events, and of the rest the youngest', async () => {
  const stream = new EventStream();
  const server = createServer().on('upgrade', (asked, socket, head) => stream.accept(asked, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const web = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
  await new Promise((resolve) => web.once('open', resolve));
  const heard: number[] = [];
  const last = new Promise<void>((resolve) => {
    web.on('message', (data) => {
      const { number } = JSON.parse(String(data));
      if (heard.push(number) && number === 29) resolve();
    });
  });
  // More than a socket takes at once.
  const filler = 'x'.repeat(200_000);
  for (let number = 0; number < 30; number++) stream.say({ number, filler });
  await last;
  expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 29]);
  stream.say({ number: 30 });
  stream.break();
  await new Promise((resolve) => web.once('close', resolve));
  server.close();
});

it('events that a socket takes are all told, however many come at once', async () => {
  const stream = new EventStream();
  const server = createServer().on('upgrade', (asked, socket, head) => stream.accept(asked, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const web = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
  await new Promise((resolve) => web.once('open', resolve));
  let heard = 0;
  const all = new Promise<void>((resolve) => {
    web.on('message', () => {
      if (++heard === 64) resolve();
    });
  });
  for (let number = 0; number < 64; number++) stream.say({ number, filler: 'x'.repeat(1_000) });
  await all;
  web.terminate();
  server.close();
});
