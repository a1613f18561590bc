import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { GRPC, type GrpcStatus, OK } from './grpc-codes.ts';

/** grpc-go takes no larger request unless it is told to. */
export const REQUEST_BYTES_MAX = 4 * 1024 * 1024;

const PREFIX_BYTES = 5;
const GRPC_HEADERS: OutgoingHttpHeaders = { ':status': 200, 'content-type': 'application/grpc' };
// grpc-go sends no `date`, and the wall clock is nobody's business here.
const WITH_TRAILERS = { waitForTrailers: true, sendDate: false };
const WITHOUT_BODY = { endStream: true, sendDate: false };
const HTML = Buffer.from('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>');

/** One message with its prefix: not compressed, length, bytes. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, PREFIX_BYTES);
  return frame;
}

/** Reads the one message of a request; `read` runs at most once, with the message or with what the call ends with. */
export function readRequest(
  stream: ServerHttp2Stream,
  read: (message: Buffer | null, instead: GrpcStatus) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let isRead = false;
  const done = (message: Buffer | null, instead: GrpcStatus = OK) => {
    if (isRead) return;
    isRead = true;
    read(message, instead);
  };
  stream.on('data', (chunk: Buffer) => {
    if (isRead) return;
    chunks.push(chunk);
    length += chunk.length;
    if (length > REQUEST_BYTES_MAX + PREFIX_BYTES)
      done(null, {
        code: GRPC.resourceExhausted,
        text: `grpc: received message larger than max (${length} vs. ${REQUEST_BYTES_MAX})`,
      });
  });
  stream.on('end', () => {
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    if (bytes.length < PREFIX_BYTES || bytes.readUInt32BE(1) !== bytes.length - PREFIX_BYTES)
      done(null, { code: GRPC.internal, text: 'unexpected EOF' });
    else if (bytes[0] !== 0)
      done(null, { code: GRPC.unimplemented, text: 'grpc: Decompressor is not installed for grpc-encoding' });
    else done(bytes.subarray(PREFIX_BYTES));
  });
}

/** The answering half of one call, in HTTP/2. What is said after the caller has gone is dropped. */
export class GrpcReply {
  readonly #stream: ServerHttp2Stream;
  #over = false;
  readonly #onGone: (() => void)[] = [];

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
    stream.on('close', () => {
      this.#over = true;
      for (const act of this.#onGone.splice(0)) act();
    });
    // Whoever hangs up in the middle makes an error of the stream; `close` follows and says all there is to say.
    stream.on('error', () => undefined);
  }

  /** The call is over, whoever ended it. */
  get gone(): boolean {
    return this.#over || this.#stream.destroyed || this.#stream.closed;
  }

  onGone(act: () => void): void {
    if (this.#stream.destroyed) act();
    else this.#onGone.push(act);
  }

  send(message: Buffer): void {
    if (this.#opened()) this.#stream.write(framed(message));
  }

  /** The last message and the status after it, in one write. */
  finish(message: Buffer): void {
    if (!this.#opened()) return;
    this.#trail(OK);
    this.#stream.end(framed(message));
    this.#over = true;
  }

  end(status: GrpcStatus): void {
    if (this.gone) return;
    this.#over = true;
    if (!this.#stream.headersSent) {
      this.#stream.respond({ ...GRPC_HEADERS, ...statusHeaders(status) }, WITHOUT_BODY);
      return;
    }
    this.#trail(status);
    this.#stream.end();
  }

  /** Half of a message; `sent` runs when it has left. */
  sendHalf(message: Buffer, sent: () => void): void {
    if (!this.#opened()) return;
    const frame = framed(message);
    this.#over = true;
    // Never a whole one, however short.
    const half = Math.max(1, Math.min(frame.length - 1, PREFIX_BYTES + (message.length >> 1)));
    this.#stream.write(frame.subarray(0, half), sent);
  }

  /** A proxy's page, as HTTP or, when an answer has begun already, where a message should be. */
  sendHtml(): void {
    if (this.gone) return;
    if (this.#stream.headersSent) {
      this.finish(HTML);
      return;
    }
    this.#over = true;
    this.#stream.respond({ ':status': 502, 'content-type': 'text/html' });
    this.#stream.end(HTML);
  }

  /** Bytes that are no message, and a good end. */
  sendGarbage(): void {
    this.finish(HTML);
  }

  #opened(): boolean {
    if (this.gone) return false;
    if (!this.#stream.headersSent) this.#stream.respond(GRPC_HEADERS, WITH_TRAILERS);
    return true;
  }

  #trail(status: GrpcStatus): void {
    this.#stream.on('wantTrailers', () => this.#stream.sendTrailers(statusHeaders(status)));
  }
}

function statusHeaders({ code, text }: GrpcStatus): OutgoingHttpHeaders {
  return { 'grpc-status': String(code), 'grpc-message': percentEncoded(text) };
}

/** `grpc-message` (gRPC over HTTP/2): what is no printable ASCII is percent-encoded; so are spaces that HTTP would strip. */
function percentEncoded(text: string): string {
  return text.replace(/[^\x20-\x7e]|%|^ | $/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
