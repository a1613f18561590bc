import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Cln, type HttpAnswer, post, twoClns } from './cln.fixture.ts';

type Two = Awaited<ReturnType<typeof twoClns>>;

async function rune({ network, payer }: Two, restrictions: readonly (readonly string[])[]): Promise<string> {
  const said = await network.until(payer.rpc.ask('createrune', { restrictions }));
  return said.result.rune;
}

describe('clnrest', () => {
  it('answers 201 with the result, and the same errors as the socket with 500', async () => {
    const two = await twoClns();
    const { network, payer, payee } = two;
    const ask = (of: Cln, method: string, body: object) =>
      network.until(post(of, `/v1/${method}`, JSON.stringify(body)));
    const invoice = { amount_msat: 1_000, label: 'a', description: 'a' };
    const made = await ask(payee, 'invoice', invoice);
    expect(made).toMatchObject({ status: 201, type: 'application/json' });
    const { bolt11, payment_hash } = made.json;
    expect(await ask(payer, 'xpay', { invstring: bolt11, layers: null })).toMatchObject({ status: 201 });
    expect(await ask(payer, 'xpay', { invstring: bolt11 })).toMatchObject({
      status: 500,
      json: { code: 219, message: 'Already paid this invoice successfully', data: null },
    });
    expect(await ask(payer, 'xpay', {})).toMatchObject({ status: 500, json: { code: -32602 } });
    expect(await ask(payee, 'invoice', invoice)).toMatchObject({ status: 500, json: { code: 900 } });
    const { json } = await ask(payer, 'listsendpays', { payment_hash });
    const { groupid } = json.payments[0];
    const part = { payment_hash, partid: 1, groupid: String(groupid) };
    expect(await ask(payer, 'waitsendpay', part)).toMatchObject({ status: 201, json: { groupid } });
  });

  it.each<[string, string, string, string, number, number | null, RegExp]>([
    ['POST', '/v1/frobnicate', '{}', 'own', 404, -32601, /^Unknown command 'frobnicate'$/],
    ['GET', '/v1/getinfo', '', 'own', 405, -32601, /http_method must be POST/],
    ['POST', '/elsewhere', '{}', 'own', 404, -32601, /^Path not found$/],
    ['POST', '/v1/getinfo', '{', 'own', 500, null, /^Could not parse `\{` JSON request/],
    ['POST', '/v1/getinfo', '[]', 'own', 500, null, /^Could not parse/],
    ['POST', '/v1/getinfo', '{}', '', 403, 1501, /^Not authorized: Missing rune$/],
    ['POST', '/v1/getinfo', '{}', 'no rune', 401, -32602, /^rune: should be base64 string/],
    ['POST', '/v1/getinfo', '{}', 'payee', 401, 1501, /^Not authorized: Not derived from master$/],
  ])('%s %s with %j and rune "%s": %i', async (method, path, body, which, status, code, message) => {
    const { network, payer, payee } = await twoClns();
    const file = which === 'payee' ? payee.endpoint.runeFile : payer.endpoint.runeFile;
    const named = readFileSync(file, 'utf8').trim();
    const headers: Record<string, string> = which === '' ? {} : { rune: which === 'no rune' ? which : named };
    const answer = await network.until(post(payer, path, body, headers, method));
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.json.message).toMatch(message);
  });

  it('looks at what a rune allows', async () => {
    const two = await twoClns();
    const { network, payer } = two;
    const may = async (allowed: string, method: string, body = '{}'): Promise<HttpAnswer> =>
      network.until(post(payer, `/v1/${method}`, body, { rune: allowed }));
    const info = await rune(two, [['method=getinfo']]);
    expect((await may(info, 'getinfo')).status).toBe(201);
    expect(await may(info, 'listpays')).toMatchObject({
      status: 401,
      json: { code: 1502, message: 'Not permitted: method is not equal to getinfo' },
    });
    const lists = await rune(two, [['method^list', 'method^get'], ['method/listfunds']]);
    expect((await may(lists, 'listpays')).status).toBe(201);
    expect((await may(lists, 'listfunds')).status).toBe(401);
    expect((await may(lists, 'xpay')).json.message).toBe(
      'Not permitted: method does not start with list AND method does not start with get',
    );
    const small = await rune(two, [['method=invoice'], ['pnameamountmsat<1001']]);
    const wish = (amount_msat: number) =>
      JSON.stringify({ amount_msat, label: String(amount_msat), description: '' });
    expect((await may(small, 'invoice', wish(1000))).status).toBe(201);
    expect((await may(small, 'invoice', wish(1001))).json.message).toBe(
      'Not permitted: parameter amountmsat is greater or equal to 1001',
    );
  });

  it('lists its methods, and keeps its certificates over a restart', async () => {
    const { network, payer } = await twoClns();
    const page = await network.until(post(payer, '/v1/list-methods', '', {}, 'GET'));
    expect(page).toMatchObject({ status: 200, type: 'text/html' });
    expect(page.body).toContain('Command: xpay invstring');
    const ca = readFileSync(payer.endpoint.caFile, 'utf8');
    const node = network.ordinalOf('payer');
    for (const state of ['down', 'up'] as const) network.act((world) => world.setNode(node, state, 'test'));
    await network.run(10);
    expect((await network.until(post(payer, '/v1/getinfo', ''))).status).toBe(201);
    expect(readFileSync(payer.endpoint.caFile, 'utf8')).toBe(ca);
  });

  it('answers a request that comes before Node.js has seen the end of the answer before it', async () => {
    const { network, payer } = await twoClns();
    const { endpoint } = payer;
    const raw = connect({
      // Not `localhost`: looking a name up takes the thread pool, which the quiet clock does not see.
      host: '127.0.0.1',
      port: Number(new URL(endpoint.rest).port),
      ca: readFileSync(endpoint.caFile),
    });
    onTestFinished(() => void raw.destroy());
    let said = '';
    raw.on('data', (chunk) => {
      said += chunk;
    });
    const rune = readFileSync(endpoint.runeFile, 'utf8').trim();
    const lines = ['POST /v1/getinfo HTTP/1.1', 'Host: c', 'Content-Length: 0', `Rune: ${rune}`, '', ''];
    raw.write(lines.join('\r\n').repeat(2));
    await network.run(10);
    expect(said.match(/HTTP\/1\.1 201 /g)).toHaveLength(2);
  });
});
