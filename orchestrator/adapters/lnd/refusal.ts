import { NodeRefused, type RefusalKind } from '../../ports/lightning-node.ts';
import type { Fault, LndConnection } from './connection.ts';
import type { Method } from './methods.ts';

/** How long a call waits that has no time of its own. */
export const ASK_TIMEOUT_MS = 10_000;

/** One call that is neither pay nor look-up. @throws NodeRefused */
export async function askOrRefuse<Request, Answer>(
  at: LndConnection,
  method: Method<Request, Answer>,
  request: Request,
  secret = '',
): Promise<Answer> {
  const said = await at.ask(method, request, ASK_TIMEOUT_MS);
  if ('answer' in said) return said.answer;
  throw refusalOf(at, method.name, said.fault, secret);
}

/** `secret`: of this call alone (a preimage); it is not in the message, nor is the macaroon. */
export function refusalOf(at: LndConnection, call: string, fault: Fault, secret = ''): NodeRefused {
  if (fault.kind === 'timeout')
    return new NodeRefused('timeout', at.node, call, `no answer within ${ASK_TIMEOUT_MS} ms`);
  if (fault.kind === 'closed')
    return new NodeRefused('unreachable', at.node, call, 'the connection was closed');
  const kind = kindOf(fault);
  const text = at.shown(fault.text, secret);
  return new NodeRefused(
    kind,
    at.node,
    call,
    `${EXPLAINED[kind] ?? 'LND answered'} (gRPC ${fault.code}: ${text})`,
  );
}

const EXPLAINED: Partial<Record<RefusalKind, string>> = {
  unreachable: 'cannot be reached',
  certificate: 'the certificate does not match the one that is configured',
  credentials: 'the macaroon is not accepted for this call',
  not_ready: 'LND has not opened its RPC yet',
  not_supported: 'this LND does not have the call',
  malformed: 'what answers is not the gRPC of LND, or the answer cannot be read',
};

/**
 * | what was heard                                            | kind          | source                                    |
 * |-----------------------------------------------------------|---------------|-------------------------------------------|
 * | 14, no connection, a word about certificates or names     | certificate   | lnd-observed.md §6, Node's TLS errors     |
 * | 14, no connection, no TLS or no HTTP/2 on the other side  | malformed     | OpenSSL `wrong version number`, ALPN      |
 * | 14, else; 13, the stream was reset                        | unreachable   | lnd-observed.md §2                        |
 * | 2, a text about macaroons or rights; 7; 16                | credentials   | lnd-observed.md §6                        |
 * | 2, a text of a daemon that starts                         | not_ready     | lnd-observed.md §2, adapters.md §3.2      |
 * | 12                                                        | not_supported | lnd-observed.md §6                        |
 * | 13 parsing, 8 too large, 0 without a message, HTTP errors | malformed     | grpc-js                                   |
 * | else                                                      | answered_error |                                          |
 */
function kindOf({ code, text }: Extract<Fault, { kind: 'status' }>): RefusalKind {
  switch (code) {
    case 0:
      return 'malformed';
    case 2:
      if (/macaroon|permission denied|signature mismatch/.test(text)) return 'credentials';
      if (/waiting to start|wallet not created|wallet locked|in the process of starting/.test(text))
        return 'not_ready';
      return /HTTP status|content-type/i.test(text) ? 'malformed' : 'answered_error';
    case 7:
    case 16:
      return 'credentials';
    case 8:
      return text.startsWith('Received message larger') ? 'malformed' : 'answered_error';
    case 12:
      return text.startsWith('Received HTTP status') ? 'malformed' : 'not_supported';
    case 13:
      return text.startsWith('Received RST_STREAM') ? 'unreachable' : 'malformed';
    case 14:
      if (/certificate|altnames|CERT_/i.test(text)) return 'certificate';
      return /wrong version number|packet length|SSL routines|ALPN|Protocol error|NGHTTP2|HTTP status/i.test(
        text,
      )
        ? 'malformed'
        : 'unreachable';
    default:
      return 'answered_error';
  }
}
