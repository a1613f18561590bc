import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { BareSocket, twoClns } from './cln.fixture.ts';
import { startCln } from './emulator.ts';
import { JsonFrames } from './framing.ts';
import { readJson, writeJson } from './wire-json.ts';

describe('the socket', () => {
  it('takes pipelined requests and answers out of order', async () => {
    const { network, payee } = await twoClns();
    const { rpc } = payee;
    const slow = rpc.ask('waitanyinvoice', { timeout: 1 });
    const fast = rpc.ask('getinfo');
    expect((await network.until(fast)).result.version).toBe('v26.06.6');
    expect((await network.until(slow)).error).toEqual({
      code: 904,
      message: 'Timed out while waiting for invoice to be paid',
    });
    expect(rpc.heard.map(({ id }) => id)).toEqual(['test:getinfo#2', 'test:waitanyinvoice#1']);
    expect(rpc.text.endsWith('}\n\n')).toBe(true);
  });

  it.each([
    ['a number', 7],
    ['a string as pyln-client makes it', 'pyln-client:getinfo#1'],
    ['a number beyond 2^53', 7937160056132182528n],
    ['null', null],
  ])('gives back an id that is %s', async (_what, id) => {
    const { network, payee } = await twoClns();
    const asked = payee.rpc.say({ jsonrpc: '2.0', id, method: 'getinfo', params: [] }, id);
    expect((await network.until(asked)).result.network).toBe('regtest');
  });

  it.each([
    ['{"id":1,"method":"getinfo","params":{}}', -32600, /^JSON-RPC message does not contain "jsonrpc" field/],
    ['{"jsonrpc":"1.0","id":1,"method":"getinfo","params":{}}', -32600, /^jsonrpc: "2.0" must be specified/],
    ['{"jsonrpc":"2.0","method":"getinfo","params":{}}', -32600, /^No id$/],
    [
      '{"jsonrpc":"2.0","id":{},"method":"getinfo","params":{}}',
      -32600,
      /^Expected string\/primitive for id$/,
    ],
    ['[{"jsonrpc":"2.0"}]', -32600, /^JSON-RPC message does not contain/],
    ['{"jsonrpc":"2.0",}', -32600, /^Failed to parse RPC JSON response/],
  ])('refuses %s', async (text, code, message) => {
    const { network, payee } = await twoClns();
    const said = await network.until(payee.rpc.write(text, null));
    expect(said).toMatchObject({ jsonrpc: '2.0', error: { code, message: expect.stringMatching(message) } });
  });

  it.each([
    [{ params: {} }, -32600, 'No method'],
    [{ method: 'getinfo' }, -32600, 'No params'],
    [{ method: 3, params: {} }, -32600, 'Expected string for method'],
    [{ method: 'frobnicate', params: {} }, -32601, "Unknown command 'frobnicate'"],
    [{ method: 'decodepay', params: {} }, -32601, "Unknown command 'decodepay'"],
    [{ method: 'getinfo', params: [1] }, -32602, 'too many parameters: got 1, expected 0'],
    [
      { method: 'waitsendpay', params: ['zz'] },
      -32602,
      /^payment_hash: should be a 32 byte hex value: invalid token/,
    ],
    [{ method: 'waitinvoice', params: ['none'] }, -1, 'Label not found'],
    [{ method: 'xkeysend', params: ['02', 1] }, -1, 'xkeysend is not emulated'],
    [{ method: 'getinfo', params: {}, filter: 3 }, -32602, /^filter: Expected object/],
  ])('answers %o with an error', async (request, code, message) => {
    const { network, payee } = await twoClns();
    const { error } = await network.until(payee.rpc.say({ jsonrpc: '2.0', id: 'x', ...request }, 'x'));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('trims the result by a filter', async () => {
    const { network, payee } = await twoClns();
    const filter = { channels: [{ state: true, htlcs: true }] };
    const said = await network.until(payee.rpc.ask('listpeerchannels', {}, { filter }));
    expect(said.result).toEqual({ channels: [{ state: 'CHANNELD_NORMAL', htlcs: [] }] });
  });

  it('is there again after a restart, and silent while the daemon hangs', async () => {
    const { network, payee } = await twoClns();
    const node = network.ordinalOf('payee');
    const move = (state: 'up' | 'down' | 'hung') =>
      network.act((world) => world.setNode(node, state, 'test'));
    move('hung');
    const asked = payee.rpc.ask('getinfo');
    await network.run(60_000);
    expect(payee.rpc.heard).toEqual([]);
    move('up');
    expect((await network.until(asked)).result.alias).toBe('payee');
    for (let round = 0; round < 3; round++) {
      move('down');
      move('up');
    }
    await network.run(10);
    const rpc = new BareSocket(payee.endpoint.socketFile);
    expect((await network.until(rpc.ask('getinfo'))).result.alias).toBe('payee');
    rpc.close();
  });

  it('says clearly when the folder is too long for a unix socket', async () => {
    const network = smallEmulatedNetwork({ payer: 'cln' });
    const folder = join('/tmp', 'x'.repeat(120));
    const started = startCln({ desk: network.desk('payer'), folder, port: 0 });
    await expect(started).rejects.toThrow(/at most 10[37] bytes.*choose a shorter folder/);
    network.stop();
  });
});

describe('JSON', () => {
  it('is cut at any byte', () => {
    const text = '{"a":"}\\"{é"} {"b":[1,{"c":2}]}\n\n{"d":"\\\\"}';
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at++) {
      const frames = new JsonFrames();
      const values = [...frames.push(bytes.subarray(0, at)), ...frames.push(bytes.subarray(at))];
      expect(values.map(readJson)).toEqual([{ a: '}"{é' }, { b: [1, { c: 2 }] }, { d: '\\' }]);
    }
  });

  it('keeps whole numbers of 64 bits', () => {
    const text = '{"groupid":7937160056132182528,"text":":12345678901234567890","n":1.5}';
    expect(readJson(text)).toEqual({ groupid: 7937160056132182528n, text: ':12345678901234567890', n: 1.5 });
    expect(writeJson(readJson(text))).toBe(text);
  });
});
