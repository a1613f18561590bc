import { hash as digest } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { DecodedBolt11 } from '../desk.ts';
import { startLnd } from '../lnd/emulator.ts';
import { payOf, smallNetwork } from '../network.fixture.ts';
import { type RunningNetwork, startEmulatedNetwork } from '../start-network.ts';
import { controlDocument, problemsOf } from './openapi.ts';
import { problemSchema } from './problem.ts';
import { ROUTES } from './routes.ts';
import { type Control, startControl } from './server.ts';
import { truthSchema } from './shown.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-control-'));
const said: string[] = [];
const served = new Set<string>();
let running: RunningNetwork;
let control: Control;
let stops = 0;

beforeAll(async () => {
  running = await startEmulatedNetwork({
    network: smallNetwork({ payer: 'lnd', payee: 'ldk', other: 'lnd' }),
    folder,
    pace: 200,
    start: { lnd: startLnd },
  });
  control = await startControl({
    running,
    port: 0,
    run: 'r1',
    startedAt: '2026-01-01T00:00:00.000Z',
    says: (line) => said.push(line),
    stop: () => stops++,
  });
});
afterAll(async () => {
  await control.close();
  await running.stop();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server said
  readonly body: any;
}

/** Asks, and holds every answer against what the document promises. */
async function ask(method: string, path: string, body?: unknown, token = control.token): Promise<Answer> {
  const response = await fetch(`${control.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: await response.json(),
  };
  const one = ROUTES.find(
    (it) => it.method === method && new RegExp(`^${it.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  if (one !== undefined) {
    served.add(`${one.method} ${one.path}`);
    const promised = [one.status, ...problemsOf(one)];
    expect(promised, `${method} ${path}`).toContain(answer.status);
    if (answer.status === one.status) expect(strictly(one.answer, answer.body)).toEqual(answer.body);
  }
  if (answer.status >= 400) {
    expect(answer.type).toMatch(/^application\/problem\+json/);
    expect(problemSchema.parse(answer.body).status).toBe(answer.status);
  }
  return answer;
}

function strictly(schema: z.ZodType, value: unknown): unknown {
  const read = schema.safeParse(value);
  if (!read.success) throw new Error(`${read.error}`);
  return read.data;
}

/** Pays past the API of the payer: whoever pays is not what is tested here. */
function pay(invoice: DecodedBolt11): Promise<unknown> {
  const payer = running.emulated.desk('payer');
  return new Promise((resolve) =>
    payer.arrives({ class: 'pay', method: 'pay', hash: invoice.hash }, () =>
      payer.pay(payOf(invoice), resolve),
    ),
  );
}

const decoded = (bolt11: string) => running.emulated.desk('payer').decode(bolt11);
const truth = async () => truthSchema.parse((await ask('GET', '/truth')).body);

describe('what it does', () => {
  it('lists nodes, with and without an API', async () => {
    const { body } = await ask('GET', '/nodes');
    expect(body.nodes).toMatchObject([
      { name: 'payer', implementation: 'lnd', state: 'up', endpoint: { daemon: 'lnd' } },
      { name: 'router', implementation: 'plain', endpoint: null },
      { name: 'payee', implementation: 'ldk', endpoint: null },
      { name: 'other', implementation: 'lnd' },
    ]);
    expect(body.nodes[0].pubkey).toBe(running.emulated.desk('payer').pubkey);
    expect((await ask('GET', '/health', undefined, '')).body).toMatchObject({
      run: 'r1',
      network: 'small',
      pid: process.pid,
      nodes: 4,
      apis: 2,
    });
  });

  it('makes invoices that are paid, and tells the truth about it', async () => {
    const preimage = 'ab'.repeat(32);
    const { status, body: invoice } = await ask('POST', '/nodes/payee/invoices', {
      amountMsat: 250_000,
      description: 'tea',
      preimage,
    });
    expect(status).toBe(201);
    expect(invoice).toMatchObject({
      node: 'payee',
      state: 'open',
      amountMsat: 250_000,
      preimage,
      description: 'tea',
      hash: digest('sha256', Buffer.from(preimage, 'hex'), 'hex'),
    });
    await pay(decoded(invoice.bolt11));
    const { nodes, payments } = await truth();
    expect(payments.at(-1)).toMatchObject({
      payer: 'payer',
      payee: 'payee',
      hash: invoice.hash,
      state: 'settled',
      amountMsat: 250_000,
      feeMsat: 1_025,
      preimage,
    });
    expect(nodes[2]!.invoices).toMatchObject([{ state: 'paid', receivedMsat: 250_000 }]);
    expect(nodes[0]!.records).toMatchObject([{ hash: invoice.hash, state: 'settled', preimage }]);
    expect(nodes[0]!.channels).toMatchObject([
      { peer: 'router', localMsat: 1_000_000_000 - 251_025, active: true },
    ]);
    expect((await ask('POST', '/nodes/payee/invoices', { preimage })).body.detail).toMatch(/there already/);
    expect(said.at(-1)).toMatch(/^payee makes an invoice [0-9a-f]{12}…$/);
  });

  it('holds an invoice until it is told what to do', async () => {
    const hold = async () =>
      (await ask('POST', '/nodes/payee/invoices', { amountMsat: 1_000, hold: true })).body;
    const held = async (hash: string) =>
      expect
        .poll(async () => (await truth()).nodes[2]!.invoices.find((one) => one.hash === hash)?.state)
        .toBe('held');
    const first = await hold();
    expect((await ask('POST', `/invoices/${first.hash}/settle`)).body.detail).toMatch(/nothing is held/);
    const paid = pay(decoded(first.bolt11));
    await held(first.hash);
    expect((await truth()).htlcs).toMatchObject([{ hash: first.hash }, { hash: first.hash }]);
    const wrong = await ask('POST', `/invoices/${first.hash}/settle`, { preimage: 'cd'.repeat(32) });
    expect(wrong).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/does not hash/) } });
    const { body } = await ask('POST', `/invoices/${first.hash}/settle`);
    expect(body).toMatchObject({ state: 'paid', preimage: first.preimage });
    await paid;

    const second = await hold();
    const failed = pay(decoded(second.bolt11));
    await held(second.hash);
    expect((await ask('POST', `/invoices/${second.hash}/cancel`)).body.state).toBe('canceled');
    await failed;
    expect((await ask('POST', `/invoices/${second.hash}/cancel`)).status).toBe(409);
    expect((await ask('POST', `/invoices/${'00'.repeat(32)}/cancel`)).status).toBe(404);
    const plain = (await ask('POST', '/nodes/router/invoices', {})).body;
    expect((await ask('POST', `/invoices/${plain.hash}/settle`)).body.detail).toMatch(
      /nobody here knows its preimage|no hold invoice/,
    );
  });

  it('switches faults on and off, and counts what they struck', async () => {
    const fault = { kind: 'net.request_lost', id: 'f', node: 'payer', calls: ['pay'], count: 1 };
    expect((await ask('POST', '/faults', fault)).body).toMatchObject({ fault, seen: 0, struck: 0 });
    expect((await ask('POST', '/faults', fault)).status).toBe(409);
    const payer = running.emulated.desk('payer');
    for (const method of ['a', 'b']) payer.arrives({ class: 'pay', method, hash: '' }, () => undefined);
    expect((await ask('GET', '/faults')).body.faults).toMatchObject([{ fault, seen: 2, struck: 1 }]);
    expect((await ask('DELETE', '/faults/f')).body).toMatchObject({ struck: 1 });
    expect((await ask('DELETE', '/faults/f')).status).toBe(404);
    await ask('POST', '/faults', fault);
    expect((await ask('DELETE', '/faults')).body.faults).toHaveLength(1);
    expect((await ask('GET', '/faults')).body.faults).toEqual([]);
  });

  it('kills, starts, hangs and resumes', async () => {
    const move = async (state: string, more = {}) =>
      (await ask('POST', '/nodes/payer/state', { state, ...more })).body;
    const { endpoint } = running.emulators.get('payer')!;
    const epoch = running.emulated.desk('payer').epoch;
    expect((await move('down')).state).toBe('down');
    expect((await move('hung')).detail).toMatch(/start it first/);
    expect((await ask('POST', '/nodes/payer/invoices', {})).status).toBe(409);
    expect(await move('up')).toMatchObject({ state: 'up', endpoint });
    expect(running.emulated.desk('payer').epoch).not.toBe(epoch);
    expect((await move('hung')).state).toBe('hung');
    expect((await move('up')).state).toBe('up');
    expect((await move('down', { losesUnsynced: true })).state).toBe('down');
    await move('up');
    expect((await move('up', { losesUnsynced: true })).detail).toMatch(/only a node that goes down/);
    expect(said.slice(-5)).toEqual([
      'payer is up',
      'payer is hung',
      'payer is up',
      'payer is down, its last writes lost',
      'payer is up',
    ]);
  });

  it('mines, and moves the clock', async () => {
    const before = (await ask('GET', '/clock')).body;
    expect((await ask('POST', '/mine')).body.height).toBe(before.height + 1);
    expect((await ask('POST', '/mine', { blocks: 5 })).body.height).toBe(before.height + 6);
    const { body } = await ask('POST', '/clock', { advanceMs: 3_600_000, speed: 50 });
    expect(body.speed).toBe(50);
    expect(body.nowMs - before.nowMs).toBeGreaterThanOrEqual(3_600_000);
    const { expiresAtMs } = (await ask('POST', '/nodes/payee/invoices', { expirySeconds: 60 })).body;
    expect(expiresAtMs - body.nowMs).toBeGreaterThan(50_000);
    await ask('POST', '/clock', { advanceMs: 61_000 });
    const { nodes } = await truth();
    expect(nodes[2]!.invoices.at(-1)!.state).toBe('expired');
  });

  it('stops once its answer is on its way', async () => {
    expect((await ask('POST', '/stop')).status).toBe(202);
    await expect.poll(() => stops).toBe(1);
  });
});

describe('what it refuses', () => {
  it('everything without the token, but its document and its health', async () => {
    for (const { method, path, isOpen } of ROUTES) {
      const of = path.replace('{name}', 'payer').replace('{hash}', '00'.repeat(32)).replace('{id}', 'x');
      const { status, body } = await ask(method, of, undefined, 'wrong');
      expect(status, path).toBe(isOpen ? 200 : 401);
      if (!isOpen) expect(body.detail).toMatch(/control\.token/);
    }
    expect(stops).toBe(1);
  });

  it.each<[string, string, unknown, number, RegExp]>([
    ['POST', '/nodes/payr/invoices', {}, 404, /did you mean "payer"\?/],
    ['POST', '/mien', {}, 404, /did you mean "\/mine"\?/],
    ['GET', '/mine', undefined, 405, /knows POST, not GET/],
    ['POST', '/mine', { blocks: 0 }, 400, /the body, blocks: found 0, allowed .*1/],
    ['POST', '/mine', { block: 1 }, 400, /did you mean "blocks"\?/],
    ['POST', '/mine', '{"blocks":', 400, /no JSON/],
    ['POST', '/mine', '[1]', 400, /the body/],
    ['POST', '/clock', {}, 400, /advanceMs, speed, or both/],
    [
      'POST',
      '/faults',
      { kind: 'net.respons_lost', id: 'x', node: 'payer' },
      400,
      /did you mean "net.response_lost"\?/,
    ],
    ['POST', '/faults', { kind: 'net.response_lost', id: 'x', node: 'router' }, 409, /has no API/],
    ['POST', '/faults', { kind: 'net.response_lost', id: 'x', node: 'moon' }, 404, /GET \/nodes/],
    ['POST', '/invoices/xyz/settle', {}, 400, /the path, hash/],
  ])('%s %s %j: %d', async (method, path, body, status, detail) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(detail);
  });

  it('a body that is larger than anything it could mean', async () => {
    expect((await ask('POST', '/mine', `"${'x'.repeat(2_000_000)}"`)).status).toBe(413);
  });
});

describe('its document', () => {
  const document = controlDocument() as {
    paths: Record<string, Record<string, { operationId: string; requestBody?: Body }>>;
    components: { schemas: Record<string, unknown> };
  };
  type Body = { content: { 'application/json': { schema: object; example: unknown } } };

  it('is served, and has every route that is', async () => {
    expect((await ask('GET', '/openapi.json', undefined, '')).body).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted());
    const names = Object.values(document.paths).flatMap((one) =>
      Object.values(one).map((it) => it.operationId),
    );
    expect(new Set(names).size).toBe(ROUTES.length);
    // Each of them was asked above, and answered as documented.
    expect([...served].toSorted()).toEqual(listed.toSorted());
  });

  it('refers to what is there, and its examples are valid', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
    expect(references.length).toBeGreaterThan(30);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(new Set(references)).toEqual(new Set(known));
    const ajv = new Ajv2020({ strict: false });
    for (const methods of Object.values(document.paths))
      for (const { operationId, requestBody } of Object.values(methods)) {
        if (requestBody === undefined) continue;
        const { schema, example } = requestBody.content['application/json'];
        const valid = ajv.compile({ ...schema, components: document.components });
        expect([operationId, valid(example), valid.errors]).toEqual([operationId, true, null]);
        expect(valid({ misspelt: 1 }), operationId).toBe(false);
      }
  });
});
