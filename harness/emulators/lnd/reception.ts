import type { ApiStrike, BeforeRead } from '../strike.ts';
import { WireCall } from './call.ts';
import type { Credentials } from './credentials.ts';
import type { Knock } from './door.ts';
import { GRPC, type GrpcStatus, unknownStatus } from './grpc-codes.ts';
import { GrpcReply, readRequest } from './grpc-wire.ts';
import type { LndHost } from './host.ts';
import { type Emulated, METHODS } from './methods/table.ts';
import { type Fields, type LndMethod, lndMethods, SERVICES } from './protos.ts';
import { Refusal } from './refusal.ts';
import { hexOf } from './values.ts';

/** What a fault says instead of the daemon. */
const STRUCK: Readonly<Record<Exclude<BeforeRead, 'lost' | 'reset' | 'refused'>, GrpcStatus>> = {
  error: { code: GRPC.unavailable, text: 'transport is closing' },
  throttled: { code: GRPC.resourceExhausted, text: 'rate limit exceeded' },
  unauthorized: unknownStatus('verification failed: signature mismatch after caveat verification'),
  locked: unknownStatus('wallet locked, unlock it to enable full RPC access'),
};

/** Takes calls in: finds the method, reads the request, and lets it pass or not. */
export class Reception {
  readonly #host: LndHost;
  readonly #credentials: Credentials;
  readonly #methods = lndMethods();

  constructor(host: LndHost, credentials: Credentials) {
    this.#host = host;
    this.#credentials = credentials;
  }

  admit(knock: Knock): void {
    const { stream, headers } = knock;
    if (!String(headers['content-type'] ?? '').startsWith('application/grpc')) {
      stream.respond({ ':status': 415 }, { endStream: true });
      return;
    }
    const reply = new GrpcReply(stream);
    const path = String(headers[':path']);
    const method = this.#methods.get(path);
    const emulated = method === undefined ? undefined : METHODS[method.name];
    if (method === undefined || emulated === undefined) {
      stream.resume();
      this.#read(knock, path, '', 'info', (strike) => {
        if (!struck(strike, knock, reply)) reply.end(notImplemented(path));
      });
      return;
    }
    readRequest(stream, (bytes, instead) => {
      const request = bytes === null ? null : parsed(method, bytes);
      const hash = request === null ? '' : this.#hashOf(request);
      this.#read(knock, method.name, hash, emulated.class, (strike) => {
        if (struck(strike, knock, reply)) return;
        if (bytes === null) reply.end(instead);
        else if (request === null) reply.end(UNREADABLE);
        else this.#answer(knock, reply, strike, method, emulated, request);
      });
    });
  }

  #read(
    knock: Knock,
    method: string,
    hash: string,
    callClass: Emulated['class'],
    read: (strike: ApiStrike) => void,
  ): void {
    const { desk } = this.#host;
    if (desk.state === 'down') knock.drop();
    else desk.arrives({ class: callClass, method, hash }, read);
  }

  /** The order of LND's interceptors: is the daemon ready, may the caller, and then the call itself. */
  #answer(
    knock: Knock,
    reply: GrpcReply,
    strike: ApiStrike,
    method: LndMethod,
    emulated: Emulated,
    request: Fields,
  ): void {
    const host = this.#host;
    const call = new WireCall(method, request, knock, reply, strike.after);
    const refused =
      (method.service === 'lnrpc.State' ? null : host.starting()) ??
      this.#credentials.refusal(method.name, macaroonsOf(knock), host.desk.nowMs);
    if (refused !== null) {
      call.fail(unknownStatus(refused));
      return;
    }
    try {
      emulated.answer(call, host);
    } catch (error) {
      // A daemon recovers from a broken call and lives on; so does this one, and says what broke.
      call.fail(error instanceof Refusal ? error.status : unknownStatus(`panic: ${String(error)}`));
    }
    call.read();
  }

  /** Which payment the call is about; '' for none that can be told. */
  #hashOf(request: Fields): string {
    const text = request.payment_request;
    if (typeof text !== 'string' || text === '')
      return hexOf(request.payment_hash) || hexOf(request.r_hash) || hexOf(request.hash);
    try {
      return this.#host.desk.decode(text).hash;
    } catch {
      return '';
    }
  }
}

const UNREADABLE: GrpcStatus = {
  code: GRPC.internal,
  text: 'grpc: error unmarshalling request: proto: cannot parse invalid wire-format data',
};

function parsed(method: LndMethod, bytes: Buffer): Fields | null {
  try {
    return method.read(bytes);
  } catch {
    return null;
  }
}

function macaroonsOf({ headers }: Knock): readonly string[] {
  const shown = headers.macaroon;
  if (shown === undefined) return [];
  // Node.js joins what came several times.
  return Array.isArray(shown) ? shown : shown.split(', ');
}

/** True: the fault has answered, and nothing is read. */
function struck({ before }: ApiStrike, knock: Knock, reply: GrpcReply): boolean {
  switch (before) {
    case null:
      return false;
    case 'lost':
      break;
    case 'reset':
    case 'refused':
      knock.drop();
      break;
    default:
      reply.end(STRUCK[before]);
  }
  return true;
}

/** As grpc-go says it of what a build does not have, and so of what 0.21 has removed (adapters.md §3.1). */
function notImplemented(path: string): GrpcStatus {
  const [, service = '', name = ''] = path.split('/');
  if (service === 'lnrpc.WalletUnlocker')
    return unknownStatus('wallet already unlocked, WalletUnlocker service is no longer available');
  const text = SERVICES.includes(service)
    ? `unknown method ${name} for service ${service}`
    : name === ''
      ? `malformed method name: ${JSON.stringify(path)}`
      : `unknown service ${service}`;
  return { code: GRPC.unimplemented, text };
}
