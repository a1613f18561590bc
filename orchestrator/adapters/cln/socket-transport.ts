import { createConnection, type Socket } from 'node:net';
import { objectOf } from './fields.ts';
import { Frames } from './frames.ts';
import { type JsonObject, parseJson } from './json.ts';
import { whyNoSocket } from './no-socket.ts';
import { CLOSED, CONNECTIONS_MAX, errorOf, type Heard, type Lane, type Transport } from './transport.ts';

export interface SocketOptions {
  /** `<lightning-dir>/<network>/lightning-rpc` */
  readonly path: string;
  readonly answerBytesMax: number;
}

/** JSON-RPC 2.0 over lightningd's unix socket. */
export class SocketTransport implements Transport {
  readonly #options: SocketOptions;
  readonly #lines: Readonly<Record<Lane, Set<Line>>> = {
    pay: new Set(),
    query: new Set(),
    stream: new Set(),
  };
  #calls = 0;
  #closed = false;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  call(lane: Lane, method: string, params: JsonObject, heard: (heard: Heard) => void): () => void {
    if (this.#closed) {
      queueMicrotask(() => heard(CLOSED));
      return () => {};
    }
    const line = this.#line(lane);
    this.#calls += 1;
    const id = `fulgurite:${method}#${this.#calls}`;
    line.send(id, JSON.stringify({ jsonrpc: '2.0', id, method, params }), heard);
    return () => line.forget(id);
  }

  /** One that is idle, else a new one, else the one with the fewest calls on it. */
  #line(lane: Lane): Line {
    const lines = this.#lines[lane];
    let least: Line | null = null;
    for (const line of lines) {
      if (line.open === 0) return line;
      if (least === null || line.open < least.open) least = line;
    }
    if (least !== null && lines.size >= CONNECTIONS_MAX[lane]) return least;
    const line = new Line(this.#options, () => lines.delete(line));
    lines.add(line);
    return line;
  }

  secrets(): readonly string[] {
    return [];
  }

  close(): void {
    this.#closed = true;
    for (const lines of Object.values(this.#lines)) for (const line of [...lines]) line.close();
  }
}

/** One connection from its opening to its end. */
class Line {
  readonly #path: string;
  readonly #frames: Frames;
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (heard: Heard) => void>();
  readonly #onEnd: () => void;
  #connected = false;
  #ended = false;

  constructor({ path, answerBytesMax }: SocketOptions, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#path = path;
    this.#frames = new Frames(answerBytesMax);
    this.#socket = createConnection({ path });
    this.#socket.on('connect', () => {
      this.#connected = true;
    });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('end', () => this.#end(lost('the daemon closed the connection')));
    this.#socket.on('error', (error) => this.#failed(error));
    this.#socket.on('close', () => this.#end(lost('the connection closed')));
  }

  send(id: string, text: string, heard: (heard: Heard) => void): void {
    this.#waiting.set(id, heard);
    // Until it is connected the text waits in the socket, and is dropped with it.
    this.#socket.write(text);
  }

  /** Calls that have no answer yet. */
  get open(): number {
    return this.#waiting.size;
  }

  /** Nobody waits for this answer. Alone on its connection, the call takes the connection with it. */
  forget(id: string): void {
    if (!this.#waiting.has(id)) return;
    if (this.#waiting.size > 1) {
      this.#waiting.set(id, () => {});
      return;
    }
    this.#waiting.clear();
    this.#end(CLOSED);
  }

  close(): void {
    this.#end(this.#connected ? lost('the connection was closed by us') : CLOSED);
  }

  #read(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      for (const text of this.#frames.push(chunk)) this.#answer(parseJson(text) as JsonObject);
    } catch (error) {
      // Whose answer that was nobody knows, and where the next one begins neither.
      const why = error instanceof SyntaxError ? 'bytes that are no JSON' : (error as Error).message;
      this.#end({ kind: 'malformed', why });
    }
  }

  #answer(answer: JsonObject): void {
    const { id, result } = answer;
    if (typeof id !== 'string') {
      // A notification has a method and no id; we ask for none.
      if ('method' in answer) return;
      throw new Error('an answer that names no call');
    }
    const heard = this.#waiting.get(id);
    // Said a second time, or of a call that is none of ours.
    if (heard === undefined) return;
    this.#waiting.delete(id);
    const error = objectOf(answer.error);
    if (error !== null) heard(errorOf(error, 'an error without a message'));
    else if (result !== undefined) heard({ kind: 'result', value: result });
    else heard({ kind: 'malformed', why: 'an answer with neither result nor error' });
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (this.#connected) {
      this.#end(lost(error.code ?? error.message));
      return;
    }
    const refusal = error.code === 'EACCES' || error.code === 'EPERM' ? 'credentials' : 'unreachable';
    this.#end({ kind: 'refused', refusal, why: whyNoSocket(this.#path, error.code ?? error.message) });
  }

  #end(heard: Heard): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.destroy();
    this.#onEnd();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const tell of waiting) tell(heard);
  }
}

function lost(why: string): Heard {
  return { kind: 'lost', cause: 'reset', why };
}
