import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { framed, REQUEST_BYTES_MAX } from './grpc-wire.ts';
import { type Lnd, macaroonOf, twoLnds } from './lnd.fixture.ts';

function sessionOf({ endpoint }: Lnd): ClientHttp2Session {
  const session = connect(`https://${endpoint.grpc}`, {
    ca: readFileSync(endpoint.tlsCertFile),
    servername: 'localhost',
  });
  session.on('error', () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

/** One request as bytes; status, gRPC status and text of the answer. */
function ask(session: ClientHttp2Session, headers: IncomingHttpHeaders, body: Buffer): Promise<unknown[]> {
  const stream = session.request({ ':method': 'POST', 'content-type': 'application/grpc', ...headers });
  const heard: IncomingHttpHeaders = {};
  stream.on('error', () => undefined);
  stream.on('response', (said) => Object.assign(heard, said));
  stream.on('trailers', (said) => Object.assign(heard, said));
  stream.resume();
  stream.end(body);
  return new Promise((resolve) => {
    stream.on('close', () => resolve([heard[':status'], heard['grpc-status'], heard['grpc-message']]));
  });
}

const GET_INFO = '/lnrpc.Lightning/GetInfo';

describe('what is no call', () => {
  it('is answered with a status, and the next one is answered', async () => {
    const { network, payer } = await twoLnds();
    const session = sessionOf(payer);
    const macaroon = macaroonOf(payer.endpoint, 'admin');
    const answer = (path: string, body: Buffer, headers: IncomingHttpHeaders = {}) =>
      network.until(ask(session, { ':path': path, macaroon, ...headers }, body));
    const empty = framed(Buffer.alloc(0));
    const gzip = Buffer.from(empty);
    gzip[0] = 1;
    expect([
      await answer(GET_INFO, empty),
      await answer(GET_INFO, empty, { 'content-type': 'text/plain' }),
      await answer(GET_INFO, Buffer.of(0, 0)),
      await answer(GET_INFO, empty.subarray(0, 3)),
      await answer(GET_INFO, gzip),
      await answer('/lnrpc.Lightning/AddInvoice', framed(Buffer.from('no protobuf'))),
      await answer('/lnrpc.Lightning/SendPaymentSync', empty),
      await answer('/', empty),
      await answer('/lnrpc.Lightning/AddInvoice', Buffer.alloc(REQUEST_BYTES_MAX + 6)),
      await answer(GET_INFO, empty),
    ]).toEqual([
      [200, '0', ''],
      [415, undefined, undefined],
      [200, '13', 'unexpected EOF'],
      [200, '13', 'unexpected EOF'],
      [200, '12', 'grpc: Decompressor is not installed for grpc-encoding'],
      [200, '13', 'grpc: error unmarshalling request: proto: cannot parse invalid wire-format data'],
      [200, '12', 'unknown method SendPaymentSync for service lnrpc.Lightning'],
      [200, '12', 'malformed method name: "/"'],
      [200, '8', expect.stringMatching(/^grpc: received message larger than max/)],
      [200, '0', ''],
    ]);
  });

  it('hurts nobody: plaintext, broken TLS, broken HTTP/2, an end in the middle', async () => {
    const { network, payer } = await twoLnds();
    const [host = '', port] = payer.endpoint.grpc.split(':');
    const say = (socket: ReturnType<typeof connectTcp>, ready: string, text: string) =>
      new Promise<void>((resolve) => {
        socket.on('error', () => undefined);
        socket.on(ready, () => socket.end(text));
        socket.on('close', () => resolve());
        socket.resume();
      });
    await network.until(say(connectTcp(Number(port), host), 'connect', 'GET / HTTP/1.1\r\n\r\n'));
    const tls = (ALPNProtocols: string[]) =>
      connectTls({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols });
    await network.until(say(tls(['h2']), 'secureConnect', 'no preface of HTTP/2, whatever one makes of it'));
    const session = sessionOf(payer);
    const stream = session.request({
      ':method': 'POST',
      ':path': GET_INFO,
      'content-type': 'application/grpc',
    });
    stream.on('error', () => undefined);
    stream.write(Buffer.of(0, 0, 0));
    await network.run(10);
    session.destroy();
    await network.run(10);
    expect((await network.until(payer.client.ask('Lightning', 'GetInfo'))).alias).toBe('payer');
  });

  it('texts that are no ASCII come through', async () => {
    const { network, payer } = await twoLnds();
    const pay = payer.client.pay({ payment_request: 'lnbcrt1ü%pppppppp' });
    expect(await network.until(pay.ended)).toEqual({
      code: 2,
      details: "invalid character in string: 'ü'",
    });
  });
});
