import type { Emulator, StartEmulator } from '../emulator.ts';
import { Api } from './api.ts';
import { Credentials } from './credentials.ts';
import { Door } from './door.ts';
import { EventStream } from './event-stream.ts';
import { passwordOf, writeConf } from './files.ts';
import { Hold } from './hold.ts';
import type { EclairNode } from './method.ts';
import { incomingOf, PaymentEvents } from './payment-events.ts';
import { RoutesShown } from './route-shown.ts';
import { SentPayments } from './sent-payments.ts';
import { eventOf } from './told.ts';
import { RECORDED_VERSION, versionOf } from './version.ts';
import { openWebSocket } from './web-socket-door.ts';

const REOPEN_MS = 100;

/** Eclair's HTTP API and web socket (adapters.md §5, eclair-observed.md). @throws RangeError for a version that is none */
export const startEclair: StartEmulator = async ({ desk, folder, port, version }): Promise<Emulator> => {
  const routes = new RoutesShown(desk);
  const speaks = versionOf(version ?? RECORDED_VERSION);
  const node: EclairNode = {
    desk,
    version: speaks,
    routes,
    payments: new SentPayments(desk),
    events: new PaymentEvents(routes, desk.pubkey, speaks.hasNewEvents),
    deleted: new Set(),
  };
  const { password, passwordFile } = await passwordOf(folder, desk);
  const credentials = new Credentials(password);
  const hold = new Hold();
  const stream = new EventStream();
  const api = new Api(node, credentials, hold);
  const door = new Door(
    {
      came: (exchange) => api.serve(exchange),
      upgrade: (request, socket, head) =>
        openWebSocket({ desk, credentials, stream, hold }, request, socket, head),
      retry: (open) => desk.later(REOPEN_MS, open),
    },
    port,
  );
  await door.open();
  await writeConf(folder, { alias: desk.alias, port: door.port, password });
  const move = (state: typeof desk.state) => {
    hold.moved(state);
    stream.moved(state);
  };
  if (desk.state === 'down') door.shut();
  else move(desk.state);
  let isShut = desk.state === 'down';
  const silence = desk.listen({
    told: (hash, claims, preimage) => {
      if (!stream.hasReaders) return;
      const event = eventOf(node, hash, claims, preimage);
      if (event !== null) stream.say(event);
    },
    invoiceChanged: (invoice) => {
      if (invoice.state === 'paid' && stream.hasReaders)
        stream.say(node.events.received(invoice, incomingOf(desk)));
    },
    recordChanged: () => {
      // Rows are read when they are asked for.
    },
    block: () => {
      // Eclair tells nobody of blocks.
    },
    streamsBroken: () => stream.break(),
    connectionsCut: () => door.cut(),
    moved: (state) => {
      if (state === 'down') door.shut();
      else if (isShut) {
        node.payments.restarted();
        door.reopen();
      }
      isShut = state === 'down';
      move(state);
    },
  });
  let stopped: Promise<void> | undefined;
  return {
    desk,
    endpoint: { daemon: 'eclair', http: `http://127.0.0.1:${door.port}`, passwordFile },
    stop: () => {
      silence();
      stopped ??= door.close();
      return stopped;
    },
  };
};
