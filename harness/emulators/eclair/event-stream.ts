import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** `Source.queue[String](10, OverflowStrategy.dropTail)` of Eclair's web socket handler (adapters.md §5.1). */
const QUEUE_MAX = 10;

interface Reader {
  readonly web: WebSocket;
  readonly socket: Duplex;
  readonly queue: string[];
}

/**
 * `/ws`: what happens while somebody listens. Nothing is kept for those who come later, and who reads too slowly loses
 * events: while the socket takes nothing ten are kept, and each further one replaces the youngest.
 */
export class EventStream {
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #readers = new Set<Reader>();
  #isHung = false;

  get hasReaders(): boolean {
    return this.#readers.size > 0;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (web) => {
      const reader: Reader = { web, socket, queue: [] };
      this.#readers.add(reader);
      socket.on('drain', () => this.#flush(reader));
      web.on('close', () => this.#readers.delete(reader));
      web.on('error', () => web.terminate());
    });
  }

  say(event: object): void {
    const text = JSON.stringify(event);
    for (const reader of this.#readers) {
      if (reader.queue.length === 0 && this.#canWrite(reader)) reader.web.send(text);
      else if (reader.queue.length < QUEUE_MAX) reader.queue.push(text);
      else reader.queue[QUEUE_MAX - 1] = text;
    }
  }

  /** The connections break; whoever opens one again is told what follows. */
  break(): void {
    for (const { web } of this.#readers) web.terminate();
    this.#readers.clear();
  }

  moved(state: 'up' | 'down' | 'hung'): void {
    this.#isHung = state === 'hung';
    if (state === 'down') this.break();
    else for (const reader of this.#readers) this.#flush(reader);
  }

  #canWrite({ socket }: Reader): boolean {
    return !this.#isHung && !socket.writableNeedDrain;
  }

  #flush(reader: Reader): void {
    while (reader.queue.length > 0 && this.#canWrite(reader)) reader.web.send(reader.queue.shift()!);
  }
}
