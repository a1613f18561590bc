import type { Socket } from 'node:net';
import type { ClnNode } from './cln-node.ts';
import { filtered } from './filter.ts';
import { JsonFrames } from './framing.ts';
import { type Answer, type Line, serve } from './line.ts';
import { HTML_PAGE } from './rest-texts.ts';
import { INVALID_REQUEST, LIGHTNINGD, PLUGIN_TERMINATED, RpcError, SHUTTING_DOWN } from './rpc-error.ts';
import { isObject, readJson, type Wire, type WireObject, writeJson } from './wire-json.ts';

/** One client on the unix socket. Requests may follow one another at once; answers come when they come. */
export class SocketConnection {
  readonly #node: ClnNode;
  readonly #socket: Socket;
  readonly #frames = new JsonFrames();
  #isClosed = false;
  /** What comes after a broken request is not read. */
  #ignores = false;

  constructor(node: ClnNode, socket: Socket) {
    this.#node = node;
    this.#socket = socket;
  }

  start(): void {
    this.#socket.on('close', () => {
      this.#isClosed = true;
    });
    // A client that hangs up cancels nothing (core-lightning-observed.md §5); its reset is no news.
    this.#socket.on('error', () => {
      this.#isClosed = true;
    });
    this.#socket.on('data', (chunk) => {
      for (const text of this.#frames.push(chunk)) if (!this.#isClosed && !this.#ignores) this.#read(text);
    });
  }

  get isClosed(): boolean {
    return this.#isClosed || this.#socket.readableEnded;
  }

  answer(id: Wire, answer: Answer): void {
    this.#write(textOf(id, answer));
  }

  answerHalf(id: Wire, answer: Answer): void {
    const text = textOf(id, answer);
    this.#socket.end(text.slice(0, Math.floor(text.length / 2)));
    this.#socket.destroySoon();
  }

  garbage(): void {
    this.#write(`${HTML_PAGE}\n\n`);
  }

  destroy(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  /** One top-level value. In what order `lightningd/jsonrpc.c` complains, and with what words. */
  #read(text: string): void {
    let request: Wire;
    try {
      request = readJson(text);
    } catch {
      this.#malformed(`Failed to parse RPC JSON response '${text}'`, true);
      return;
    }
    if (!isObject(request) || request.jsonrpc === undefined) {
      this.#malformed(`JSON-RPC message does not contain "jsonrpc" field: '${text}'`, true);
      return;
    }
    const { id, method, params, filter } = request;
    if (id === undefined) this.#malformed('No id');
    else if (typeof id === 'object' && id !== null) this.#malformed('Expected string/primitive for id');
    else if (request.jsonrpc !== '2.0') this.#malformed('jsonrpc: "2.0" must be specified in the request');
    else this.#ask(id, method, params, filter);
  }

  #ask(id: Wire, method: Wire | undefined, params: Wire | undefined, filter: Wire | undefined): void {
    if (method === undefined) this.#invalid(id, 'No method');
    else if (params === undefined) this.#invalid(id, 'No params');
    else if (typeof method !== 'string') this.#invalid(id, 'Expected string for method');
    else serve(this.#node, method, params, new SocketLine(this, id, method, filter));
  }

  /** Whose request that was nobody knows. @param ends it cannot be said either where the next one begins. */
  #malformed(message: string, ends = false): void {
    this.#invalid(null, message, ends);
  }

  /** Said when the daemon reads it: not while it hangs. */
  #invalid(id: Wire, message: string, ends = false): void {
    if (ends) this.#ignores = true;
    this.#node.desk.later(0, () => {
      this.answer(id, { error: new RpcError(INVALID_REQUEST, message) });
      if (ends) this.#socket.end();
    });
  }

  #write(text: string): void {
    if (!this.#isClosed) this.#socket.write(text);
  }
}

function textOf(id: Wire, answer: Answer): string {
  const said: WireObject = 'result' in answer ? { result: answer.result } : { error: answer.error.wire };
  return `${writeJson({ jsonrpc: '2.0', id, ...said })}\n\n`;
}

/** One request of a connection. */
class SocketLine implements Line {
  readonly #connection: SocketConnection;
  readonly #id: Wire;
  readonly #method: string;
  readonly #filter: Wire | undefined;

  constructor(connection: SocketConnection, id: Wire, method: string, filter: Wire | undefined) {
    this.#connection = connection;
    this.#id = id;
    this.#method = method;
    this.#filter = filter;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  /** The file's permissions are all that guards it. The filter is looked at before the command. */
  admits(): boolean {
    if (this.#filter === undefined || isObject(this.#filter)) return true;
    this.send({ result: {} });
    return false;
  }

  send(answer: Answer): void {
    this.#connection.answer(this.#id, this.#filtered(answer));
  }

  sendHalf(answer: Answer): void {
    this.#connection.answerHalf(this.#id, this.#filtered(answer));
  }

  sendGarbage(): void {
    this.#connection.garbage();
  }

  /** There is no password to be wrong and no limit on calls: the nearest that lightningd says. */
  refuse(why: 'error' | 'throttled' | 'unauthorized' | 'locked'): void {
    if (why === 'unauthorized') this.destroy();
    else if (why === 'locked') this.#say(SHUTTING_DOWN, 'lightningd is shutting down');
    else this.#say(LIGHTNINGD, why === 'error' ? 'Internal error' : 'Too many requests');
  }

  /** What is said when a plugin dies under its commands; parts go on (adapters.md §4.3). */
  giveUp(): void {
    if (this.#method === 'pay' || this.#method === 'xpay')
      this.#say(PLUGIN_TERMINATED, 'Plugin terminated before replying to RPC call.');
    else this.#say(LIGHTNINGD, 'Internal error');
  }

  destroy(): void {
    this.#connection.destroy();
  }

  #say(code: number, message: string): void {
    this.#connection.answer(this.#id, { error: new RpcError(code, message) });
  }

  #filtered(answer: Answer): Answer {
    if (this.#filter === undefined || 'error' in answer) return answer;
    try {
      return { result: filtered(answer.result, this.#filter) };
    } catch (error) {
      if (error instanceof RpcError) return { error };
      throw error;
    }
  }
}
