import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ClnNode } from './cln-node.ts';
import type { Answer, Line } from './line.ts';
import { HTML_PAGE } from './rest-texts.ts';
import { METHOD_NOT_FOUND, RpcError } from './rpc-error.ts';
import { RUNE_NOT_AUTHORIZED, RUNE_NOT_PERMITTED, runeParam } from './runes.ts';
import { seconds } from './sendpay-rows.ts';
import { type WireObject, writeJson } from './wire-json.ts';

/** One request to clnrest. */
export class RestLine implements Line {
  readonly #node: ClnNode;
  readonly #response: ServerResponse;
  readonly #method: string;
  readonly #rune: string | readonly string[] | undefined;
  #params: WireObject = {};

  constructor(
    node: ClnNode,
    response: ServerResponse,
    method: string,
    rune: string | readonly string[] | undefined,
  ) {
    this.#node = node;
    this.#response = response;
    this.#method = method;
    this.#rune = rune;
    response.on('error', () => response.destroy());
  }

  with(params: WireObject): this {
    this.#params = params;
    return this;
  }

  get isClosed(): boolean {
    return this.#response.destroyed || this.#connection.destroyed;
  }

  /** clnrest asks the daemon about the rune first (core-lightning-observed.md §8). */
  admits(): boolean {
    if (typeof this.#rune !== 'string') {
      this.say(403, RUNE_NOT_AUTHORIZED, 'Not authorized: Missing rune');
      return false;
    }
    try {
      const time = seconds(this.#node.desk.nowMs);
      const use = { time, method: this.#method, nodeId: undefined, params: this.#params };
      this.#node.runes.check(runeParam('rune', this.#rune), use);
      return true;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      this.say(401, error.code, error.message);
      return false;
    }
  }

  send(answer: Answer): void {
    const [status, body] = bodyOf(answer);
    this.#write(status, 'application/json', body);
  }

  sendHalf(answer: Answer): void {
    const [status, body] = bodyOf(answer);
    const bytes = Buffer.from(body);
    this.#response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
    this.#response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => this.destroy());
  }

  sendGarbage(): void {
    this.#write(201, 'text/html', HTML_PAGE);
  }

  refuse(why: 'error' | 'throttled' | 'unauthorized' | 'locked'): void {
    if (why === 'unauthorized') this.say(401, RUNE_NOT_PERMITTED, 'Rune is not valid');
    else if (why === 'throttled') this.#write(429, 'text/plain', 'Too Many Requests');
    else this.#write(503, 'text/plain', 'Service Unavailable');
  }

  /** As observed of a daemon that died in the middle of a payment, which then completed. */
  giveUp(): void {
    this.say(500, null, 'no response from lightningd');
  }

  destroy(): void {
    this.#connection.destroy();
    this.#response.destroy();
  }

  say(status: number, code: number | null, message: string): void {
    this.#write(status, 'application/json', writeJson({ code, message, data: null }));
  }

  listMethods(): void {
    const commands = [...this.#node.methods.values()].map(
      ({ name, usage }) => `Command: ${name} ${usage}\n\n`,
    );
    this.#write(200, 'text/html', commands.join(`${'-'.repeat(171)}\n`));
  }

  /** Of the request: the response has none as long as Node.js has not seen the end of the one before on this connection. */
  get #connection(): Socket {
    return this.#response.req.socket;
  }

  #write(status: number, type: string, body: string): void {
    if (this.isClosed || this.#response.headersSent) return;
    const bytes = Buffer.from(body);
    this.#response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.length });
    this.#response.end(bytes);
  }
}

/** 201 is success; every error of the daemon is 500, but an unknown command 404. */
function bodyOf(answer: Answer): readonly [number, string] {
  if ('result' in answer) return [201, writeJson(answer.result)];
  const { code, message, data } = answer.error;
  return [code === METHOD_NOT_FOUND ? 404 : 500, writeJson({ code, message, data: data ?? null })];
}
