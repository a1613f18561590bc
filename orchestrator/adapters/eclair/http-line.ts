import { Agent, type IncomingMessage, request } from 'node:http';
import type { Timer, Timers } from '../../ports/timers.ts';
import type { NoAnswer } from '../asked.ts';

export interface HttpReply {
  readonly kind: 'reply';
  readonly status: number;
  readonly body: string;
}
/** Something was said that is no HTTP, or more than anyone should read. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly why: string;
}
export type Heard = HttpReply | NoAnswer | Unreadable;

export interface HttpLineOptions {
  readonly host: string;
  readonly port: number;
  /** Before every call's name; ends with `/`. */
  readonly path: string;
  readonly authorization: string;
  readonly timers: Timers;
  /** More calls than this wait in line. Akka HTTP, in front of Eclair, takes 1,024 connections in all. */
  readonly connectionsMax: number;
  readonly bodyCharsMax: number;
}

/**
 * Wall-clock ms after which a connection that carries nothing is dropped and not used again. Akka HTTP closes idle ones
 * after 60 s; one that we believe open and that is not would make a pay call unknown (ECONNRESET) for nothing.
 */
const IDLE_MS = 2000;

const NOT_LEFT: NoAnswer = { kind: 'no_answer', why: 'refused' };
const RESET: NoAnswer = { kind: 'no_answer', why: 'reset' };
const TIMEOUT: NoAnswer = { kind: 'no_answer', why: 'timeout' };

/**
 * POSTs to one daemon, each exactly once: no layer here repeats a request, follows a redirect or has a time limit of its
 * own. What becomes of a call that is not answered follows from one fact: whether it can have left. It cannot while it
 * waits in line or its connection is not made; from then on silence proves nothing, also on a pooled connection that
 * turns out to be dead (adapters.md §5.3).
 *
 * Connections are kept, because a fresh one for each pay call would leave it in TIME_WAIT for a minute: some 470 calls
 * a second use up the ports of a machine. Stale ones are rare for two reasons: the one that was used last is used
 * first, and none that was idle for `IDLE_MS` is used again.
 */
export class HttpLine {
  readonly #options: HttpLineOptions;
  readonly #agent: Agent;
  readonly #waiting = new Set<() => void>();
  #busy = 0;
  #closed = false;

  constructor(options: HttpLineOptions) {
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      scheduling: 'lifo',
      timeout: IDLE_MS,
      maxFreeSockets: options.connectionsMax,
    });
  }

  /** Never rejects. `timeoutMs` is in the time of the timers and counts from now, the wait in line included. */
  post(call: string, form: string, timeoutMs: number): Promise<Heard> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve(NOT_LEFT);
      const { timers, connectionsMax } = this.#options;
      let exchange: Exchange | null = null;
      let bell: Timer | null = null;
      const begin = () => {
        this.#waiting.delete(begin);
        if (this.#closed) return end(NOT_LEFT);
        this.#busy++;
        exchange = new Exchange(this.#options, this.#agent, call, form, end);
      };
      const end = (heard: Heard) => {
        bell?.cancel();
        resolve(heard);
        if (exchange === null) return;
        exchange = null;
        this.#busy--;
        for (const next of this.#waiting) return next();
      };
      bell = timers.after(timeoutMs, () => {
        if (exchange !== null) return exchange.abandon();
        this.#waiting.delete(begin);
        end(NOT_LEFT);
      });
      if (this.#busy < connectionsMax) begin();
      else this.#waiting.add(begin);
    });
  }

  close(): void {
    this.#closed = true;
    for (const begin of [...this.#waiting]) begin();
    this.#agent.destroy();
  }
}

/** One request on one connection. */
class Exchange {
  readonly #request: ReturnType<typeof request>;
  readonly #charsMax: number;
  readonly #tell: (heard: Heard) => void;
  /** Whether a byte of the request may have left this process. */
  #left = false;
  #over = false;

  constructor(
    options: HttpLineOptions,
    agent: Agent,
    call: string,
    form: string,
    tell: (heard: Heard) => void,
  ) {
    const { host, port, path, authorization } = options;
    this.#charsMax = options.bodyCharsMax;
    this.#tell = tell;
    this.#request = request({
      host,
      port,
      agent,
      method: 'POST',
      path: path + call,
      headers: {
        authorization,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(form),
      },
    });
    this.#request.on('socket', (socket) => {
      if (!socket.connecting) this.#left = true;
      else socket.once('connect', () => this.#leaves());
    });
    this.#request.on('response', (response) => this.#read(response));
    this.#request.on('error', (thrown: NodeJS.ErrnoException) => this.#broke(thrown));
    this.#request.on('close', () => this.#end(this.#left ? RESET : NOT_LEFT));
    this.#request.end(form);
  }

  /** Our time is up. What has left goes on without us. */
  abandon(): void {
    this.#end(this.#left ? TIMEOUT : NOT_LEFT);
    this.#request.destroy();
  }

  #leaves(): void {
    if (!this.#over) this.#left = true;
  }

  #read(response: IncomingMessage): void {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      body += chunk;
      if (body.length <= this.#charsMax) return;
      body = '';
      this.#end({ kind: 'unreadable', why: `an answer of more than ${this.#charsMax} characters` });
      this.#request.destroy();
    });
    response.on('end', () => {
      if (response.complete) this.#end({ kind: 'reply', status: response.statusCode ?? 0, body });
    });
    // A response that ends early is told here too, and `close` of the request says the rest.
    response.on('error', (thrown: NodeJS.ErrnoException) => this.#broke(thrown));
  }

  #broke({ code = '' }: NodeJS.ErrnoException): void {
    if (code.startsWith('HPE_')) this.#end({ kind: 'unreadable', why: 'an answer that is no HTTP' });
    else this.#end(this.#left ? RESET : NOT_LEFT);
  }

  #end(heard: Heard): void {
    if (this.#over) return;
    this.#over = true;
    this.#tell(heard);
  }
}
