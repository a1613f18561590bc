import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { RefusalKind } from '../../ports/lightning-node.ts';

/** No connection came about: nothing of a request was written. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
  readonly refusal: RefusalKind;

  constructor(refusal: RefusalKind, why: string) {
    super(why);
    this.refusal = refusal;
  }
}

export interface RestPeer {
  readonly host: string;
  readonly port: number;
  /** Whom the certificate must name; '' where `host` is an address that it names itself. */
  readonly servername: string;
  /** null: plain HTTP. Called for each connection: PEM, or undefined for what this machine trusts. @throws NotConnected */
  readonly certificates: (() => string | undefined) | null;
}

export interface RestAgent {
  readonly agent: HttpAgent;
  /** Destroys all connections, also those that are being made. */
  close(): void;
}

/**
 * Connections to clnrest. A request gets a connection only once that is complete, certificate included, so what fails before
 * is proof that the request did not leave. Kept alive; without any time-out; nothing is sent a second time.
 */
export function restAgent(peer: RestPeer): RestAgent {
  const connecting = new Set<Socket>();
  const secured = contextCache();
  const { certificates } = peer;
  const options = { keepAlive: true };
  const agent = certificates === null ? new HttpAgent(options) : new HttpsAgent(options);

  agent.createConnection = (_options, ready) => {
    const done = ready ?? (() => {});
    let socket: Socket;
    try {
      socket = certificates === null ? connectTcp(peer) : connectSecurely(peer, secured(certificates()));
    } catch (error) {
      const failed = error instanceof NotConnected ? error : new NotConnected('certificate', describe(error));
      queueMicrotask(() => done(failed, undefined as never));
      return undefined;
    }
    connecting.add(socket);
    socket.setNoDelay(true);
    const failed = (error: NodeJS.ErrnoException | null): void => {
      if (!connecting.delete(socket)) return;
      socket.destroy();
      done(
        error === null ? new NotConnected('unreachable', 'the connection closed') : notConnected(error),
        undefined as never,
      );
    };
    socket.once('error', failed);
    socket.once('close', () => failed(null));
    socket.once(certificates === null ? 'connect' : 'secureConnect', () => {
      if (!connecting.delete(socket)) return;
      done(null, socket);
    });
    return undefined;
  };

  return {
    agent,
    close: () => {
      for (const socket of connecting) socket.destroy();
      agent.destroy();
    },
  };
}

function connectSecurely({ host, port, servername }: RestPeer, secureContext: SecureContext): Socket {
  return connectTls({ host, port, servername, secureContext, ALPNProtocols: ['http/1.1'] });
}

/** Certificates are parsed once as long as they are the same. */
function contextCache(): (pem: string | undefined) => SecureContext {
  let last: { readonly pem: string | undefined; readonly context: SecureContext } | null = null;
  return (pem) => {
    if (last === null || last.pem !== pem) last = { pem, context: createSecureContext({ ca: pem }) };
    return last.context;
  };
}

/** OpenSSL and Node name what is wrong with a certificate, or with TLS itself, in these codes. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS|EPROTO/;

function notConnected(error: NodeJS.ErrnoException): NotConnected {
  const kind = CERTIFICATE.test(error.code ?? '') ? 'certificate' : 'unreachable';
  return new NotConnected(kind, describe(error));
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}
