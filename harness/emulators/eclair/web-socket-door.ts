import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EmulatedDesk } from '../desk.ts';
import type { ApiStrike } from '../strike.ts';
import { CHALLENGE, type Credentials, REFUSED_AFTER_MS } from './credentials.ts';
import type { EventStream } from './event-stream.ts';
import type { Hold } from './hold.ts';
import { NO_ROUTE, Refusal } from './refusal.ts';

export interface WebSocketDoorParts {
  readonly desk: EmulatedDesk;
  readonly credentials: Credentials;
  readonly stream: EventStream;
  readonly hold: Hold;
}

/** `GET /ws`: the same credentials and the same strikes as for any call, on a connection that leaves HTTP. */
export function openWebSocket(
  { desk, credentials, stream, hold }: WebSocketDoorParts,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // A client that resets the connection is no error of ours.
  socket.on('error', () => socket.destroy());
  const refuse = (refusal: Refusal) => hold.write(() => socket.end(plain(refusal)));
  const unknown = credentials.refusal(request.headers.authorization);
  if (unknown !== null) {
    desk.later(REFUSED_AFTER_MS, () => refuse(unknown));
    return;
  }
  if (request.url?.split('?', 1)[0] !== '/ws') return refuse(NO_ROUTE);
  desk.arrives({ class: 'stream', method: 'ws', hash: '' }, (strike) => {
    const refusal = REFUSALS[strike.before ?? 'none'] ?? REFUSALS[strike.after ?? 'none'];
    if (isCut(strike)) reset(socket);
    else if (refusal !== undefined) refuse(refusal);
    else if (strike.before !== 'lost' && strike.after !== 'lost' && !socket.destroyed)
      hold.write(() => stream.accept(request, socket, head));
  });
}

const REFUSALS: Readonly<Record<string, Refusal | undefined>> = {
  error: new Refusal(503, 'The server is currently unavailable.'),
  throttled: new Refusal(429, 'The user has sent too many requests in a given amount of time.'),
  unauthorized: new Refusal(401, 'The supplied authentication is invalid'),
  locked: NO_ROUTE,
};
/** What ends a call early ends a stream before its first event. */
const CUTS: readonly (string | null)[] = ['reset', 'refused', 'reset_mid', 'truncated', 'unreadable'];

function isCut({ before, after }: ApiStrike): boolean {
  return CUTS.includes(before) || CUTS.includes(after);
}

function reset(socket: Duplex): void {
  if (socket instanceof Socket) socket.resetAndDestroy();
  else socket.destroy();
}

function plain({ status, message }: Refusal): string {
  const body = JSON.stringify({ error: message });
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...(status === 401 && CHALLENGE),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}
