import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { objectOf } from './fields.ts';
import { Gate } from './gate.ts';
import { type Json, type JsonObject, parseJson } from './json.ts';
import { type Material, MaterialText } from './material.ts';
import { NotConnected, type RestAgent, restAgent } from './rest-agent.ts';
import { CLOSED, CONNECTIONS_MAX, errorOf, type Heard, type Lane, type Transport } from './transport.ts';

export interface RestOptions {
  /** `https://host:port`; `http:` where clnrest was told to speak it. */
  readonly url: string;
  /** Who signs the certificate of clnrest: its `ca.pem`. Absent: the authorities that this machine trusts. */
  readonly ca?: Material;
  readonly rune: Material;
  /** The name in the certificate, where it is not the host of the URL: old ones only hold `cln` and `localhost`. */
  readonly servername?: string;
  readonly answerBytesMax: number;
}

/**
 * clnrest: one HTTP request for each call (adapters.md §4.1; core-lightning-observed.md §8). Success is 201 and nothing else.
 * These statuses come with the daemon's own error object; all others come from something in between, or from nowhere.
 */
const DAEMON_SPEAKS = new Set([401, 403, 404, 405, 406, 500]);
/** clnrest asks the daemon about the rune before it passes the call on: these two statuses say that it was not passed on. */
const RUNE_REFUSED = new Set([401, 403]);
/** "Not authorized" (adapters.md §7): what the rules read as "not passed on". clnrest gives −32602 too for a rune. */
const NOT_AUTHORIZED = 1501;
const RUNE = /^[A-Za-z0-9_=-]+$/;

export class RestTransport implements Transport {
  readonly #url: URL;
  readonly #rune: MaterialText;
  readonly #ca: MaterialText | null;
  readonly #peer: RestAgent;
  readonly #gates: Readonly<Record<Lane, Gate>> = {
    pay: new Gate(CONNECTIONS_MAX.pay),
    query: new Gate(CONNECTIONS_MAX.query),
    stream: new Gate(CONNECTIONS_MAX.stream),
  };
  readonly #answerBytesMax: number;
  readonly #open = new Set<() => void>();
  #closed = false;

  constructor({ url, ca, rune, servername, answerBytesMax }: RestOptions) {
    this.#url = new URL(url);
    this.#rune = new MaterialText(rune);
    this.#ca = ca === undefined ? null : new MaterialText(ca);
    this.#answerBytesMax = answerBytesMax;
    const host = this.#url.hostname.replace(/^\[|\]$/g, '');
    const secure = this.#url.protocol === 'https:';
    this.#peer = restAgent({
      host,
      port: Number(this.#url.port) || (secure ? 443 : 80),
      servername: servername ?? (isIP(host) === 0 ? host : ''),
      certificates: secure ? () => this.#certificates() : null,
    });
  }

  call(lane: Lane, method: string, params: JsonObject, heard: (heard: Heard) => void): () => void {
    const refusal = this.#closed ? CLOSED : this.#runeTrouble();
    if (refusal !== null) {
      queueMicrotask(() => heard(refusal));
      return () => {};
    }
    const rune = this.#rune.read().trim();
    let sent: ClientRequest | null = null;
    const end = (what: Heard | null): void => {
      if (!this.#open.delete(abandon)) return;
      release();
      if (what !== null) heard(what);
      if (what === null || what.kind === 'malformed') sent?.destroy();
    };
    const abandon = (): void => end({ kind: 'lost', cause: 'reset', why: 'the connection was closed by us' });
    this.#open.add(abandon);
    const release = this.#gates[lane].enter(() => {
      sent = this.#send(method, JSON.stringify(params), rune, end);
    });
    return () => end(null);
  }

  secrets(): readonly string[] {
    return [...this.#rune.seen].filter((rune) => rune !== '');
  }

  close(): void {
    this.#closed = true;
    for (const gate of Object.values(this.#gates)) gate.close();
    for (const abandon of [...this.#open]) abandon();
    this.#peer.close();
  }

  #send(method: string, body: string, rune: string, end: (heard: Heard) => void): ClientRequest {
    const request = this.#url.protocol === 'https:' ? requestSecure : requestPlain;
    const sent = request({
      agent: this.#peer.agent,
      method: 'POST',
      host: this.#url.hostname,
      port: this.#url.port,
      path: `${this.#url.pathname.replace(/\/$/, '')}/v1/${method}`,
      headers: {
        Rune: rune,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      },
    });
    sent.on('response', (response) => this.#receive(response, end));
    sent.on('error', (error) => end(ofError(error)));
    sent.on('close', () => end({ kind: 'lost', cause: 'reset', why: 'the connection closed' }));
    return sent.end(body);
  }

  #receive(response: IncomingMessage, end: (heard: Heard) => void): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > this.#answerBytesMax)
        end({ kind: 'malformed', why: `an answer of more than ${this.#answerBytesMax} bytes` });
      else chunks.push(chunk);
    });
    response.on('error', (error) => end(ofError(error)));
    response.on('end', () => {
      const status = response.statusCode ?? 0;
      if (RUNE_REFUSED.has(status)) this.#rune.forget();
      end(ofBody(status, Buffer.concat(chunks, bytes).toString('utf8')));
    });
  }

  #runeTrouble(): Heard | null {
    try {
      if (RUNE.test(this.#rune.read().trim())) return null;
    } catch (error) {
      const why = `the rune cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`;
      return { kind: 'refused', refusal: 'configuration', why };
    }
    this.#rune.forget();
    return { kind: 'refused', refusal: 'configuration', why: 'what should be a rune is none' };
  }

  #certificates(): string | undefined {
    if (this.#ca === null) return undefined;
    let pem: string;
    try {
      pem = this.#ca.read();
    } catch (error) {
      throw new NotConnected('configuration', `the certificate cannot be read: ${(error as Error).message}`);
    }
    // It is read again for each connection: the daemon may have made a new one.
    this.#ca.forget();
    if (pem.includes('-----BEGIN')) return pem;
    throw new NotConnected('certificate', 'what should be a certificate in PEM is none');
  }
}

function ofBody(status: number, text: string): Heard {
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    // A proxy's page, say. Why it is no JSON does not matter: nothing in it is the daemon's word.
    if (status === 201) return { kind: 'malformed', why: 'HTTP 201 with a body that is no JSON' };
    return { kind: 'error', code: null, message: `HTTP ${status} with a body that is no JSON` };
  }
  if (status === 201) return { kind: 'result', value };
  const error = objectOf(value);
  const otherwise = `HTTP ${status} without a message`;
  if (error === null || !DAEMON_SPEAKS.has(status)) return { kind: 'error', code: null, message: otherwise };
  const word = errorOf(error, otherwise);
  if (word.kind !== 'error' || word.code === null || !RUNE_REFUSED.has(status)) return word;
  return { ...word, code: NOT_AUTHORIZED };
}

function ofError(error: NodeJS.ErrnoException): Heard {
  if (error instanceof NotConnected) return { kind: 'refused', refusal: error.refusal, why: error.message };
  const code = error.code ?? '';
  if (code.startsWith('HPE_')) return { kind: 'malformed', why: `bytes that are no HTTP (${code})` };
  return { kind: 'lost', cause: 'reset', why: code === '' ? error.message : code };
}
