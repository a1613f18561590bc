import { describe, expect, it } from 'vitest';
import type { ClientOperation } from '#harness/workload/operation';
import type { Submission } from '#orchestrator/api/request';
import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { Clients } from './clients.ts';
import type { LightningFaults } from './faults/lightning-faults.ts';
import { LoadFaults } from './faults/load-faults.ts';
import { seededRandom } from './random.ts';
import { active, WireBench } from './testing/wire-bench.ts';

function operation(order: number, atMs: number, more: Partial<ClientOperation> = {}): ClientOperation {
  return {
    atMs,
    kind: 'first',
    order,
    firstOrder: -1,
    alters: '',
    tenant: 'acme',
    agent: 'bot',
    principal: 'Acme Inc',
    delegation: 'grant-1',
    key: `key-${order}`,
    tier: 'low',
    corridor: 'us-mx',
    payee: 2,
    amountMsat: 1_000_000,
    feeCapMsat: 5_000,
    deadlineMs: atMs + 30_000,
    expiresAtMs: 3_600_000,
    compliance: '{"name":"Zoë"}',
    preimage: `p${order}` as Preimage,
    hash: String(order).repeat(64) as PaymentHash,
    ...more,
  };
}

function bench(operations: readonly ClientOperation[]) {
  const { kernel, world, recorder, ledger, history, invoices } = new WireBench();
  const sent: (Submission & { readonly atMs: number })[] = [];
  const load = new LoadFaults(seededRandom('load'), () => {});
  const left = [...operations];
  const state = { listening: true };
  const clients = new Clients({
    kernel,
    world,
    recorder,
    ledger,
    invoices,
    faults: { holdFor: () => undefined } as unknown as LightningFaults,
    source: { next: () => left.shift() ?? null },
    load,
    random: seededRandom('extra'),
    retryAfterMsMax: 10_000,
    submit: (submission) => {
      if (state.listening) sent.push({ ...submission, atMs: kernel.nowMs });
      return state.listening;
    },
  });
  const seen = (kind: string) => history.filter((event) => event.kind === kind);
  return { kernel, world, clients, load, sent, state, seen };
}

describe('clients', () => {
  it('send the workload at its times, each with an invoice that the payee made for it', () => {
    const { kernel, world, clients, sent, seen } = bench([operation(1, 100), operation(2, 250)]);
    expect(clients.done).toBe(false);
    kernel.run(1000);
    expect(clients.done).toBe(true);
    expect(sent.map(({ atMs, idempotencyKey, requestId }) => [atMs, idempotencyKey, requestId])).toEqual([
      [100, 'key-1', 0],
      [250, 'key-2', 1],
    ]);
    expect(sent[0]!.body).toMatchObject({ amountMsat: '1000000', compliance: '{"name":"Zoë"}' });
    expect(world.invoiceState('1'.repeat(64))).toBe('open');
    expect(seen('request-submitted').map(({ state, attempt }) => [state, attempt])).toEqual([
      ['first', -1],
      ['first', -1],
    ]);
  });

  it('repeat a retry to the byte, and alter what an altered one alters', () => {
    const { kernel, sent, seen } = bench([
      operation(1, 100),
      operation(1, 200, { kind: 'retry', firstOrder: 1 }),
      operation(1, 300, { kind: 'altered', firstOrder: 1, alters: 'compliance', compliance: '{}' }),
    ]);
    kernel.run(1000);
    expect(sent[1]!.body).toEqual({ ...sent[0]!.body, deadlineMs: 30_200 });
    expect(sent[2]!.body.invoice).toBe(sent[0]!.body.invoice);
    expect(seen('request-submitted').map(({ state, attempt }) => [state, attempt])).toEqual([
      ['first', -1],
      ['retry', 0],
      ['altered', 0],
    ]);
  });

  it('ask again after 2 s when nobody listened, the connection broke, or the answer was not final', () => {
    const { kernel, clients, sent, state, seen } = bench([operation(1, 100)]);
    state.listening = false;
    kernel.run(2000);
    state.listening = true;
    kernel.run(2100);
    clients.answered(1, 503, '{"error":"recovering"}');
    kernel.run(4100);
    clients.answered(2, 409, '{"error":"in_progress","intent":"int_1"}');
    kernel.run(6100);
    clients.orchestratorDied();
    kernel.run(8100);
    clients.answered(4, 200, '{"intent":"int_1"}');
    clients.answered(4, 200, '{"intent":"int_1"}');
    kernel.run(60_000);
    expect(sent.map(({ atMs }) => atMs)).toEqual([2100, 4100, 6100, 8100]);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(seen('response-received').map(({ request, state: status }) => [request, status])).toEqual([
      [0, '0'],
      [1, '503'],
      [2, '409'],
      [3, '0'],
      [4, '200'],
    ]);
  });

  it('take a refusal for an answer, and lose patience after forty asks', () => {
    const refused = bench([operation(1, 0)]);
    refused.kernel.run(10);
    refused.clients.answered(0, 422, '{"error":"idempotency_key_reused"}');
    refused.kernel.run(10_000);
    expect(refused.sent).toHaveLength(1);
    const patient = bench([operation(1, 0)]);
    patient.state.listening = false;
    patient.kernel.run(1_000_000);
    expect(patient.seen('request-submitted')).toHaveLength(40);
  });

  it('come in numbers under a burst, each with its own key, invoice and secret', () => {
    const { kernel, load, sent, world, seen } = bench([operation(1, 100)]);
    load.begin(active({ kind: 'load.burst', atMs: 0, durMs: 1000, factor: 4 }));
    kernel.run(1000);
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      'key-1',
      'extra-1',
      'extra-2',
      'extra-3',
    ]);
    expect(new Set(sent.map(({ body }) => body.invoice)).size).toBe(4);
    for (const { hash } of seen('request-submitted')) expect(world.invoiceState(hash)).toBe('open');
  });

  it('send the same again and again under a retry storm', () => {
    const { kernel, load, sent, seen } = bench([operation(1, 100)]);
    load.begin(
      active({ kind: 'load.retry_storm', atMs: 0, durMs: 1000, copies: 3, gapMs: 10, sharePct: 100 }),
    );
    kernel.run(1000);
    expect(sent.map(({ atMs }) => atMs)).toEqual([100, 110, 120, 130]);
    expect(new Set(sent.map(({ body, idempotencyKey }) => JSON.stringify([body, idempotencyKey]))).size).toBe(
      1,
    );
    expect(seen('request-submitted').map(({ state, attempt }) => [state, attempt])).toEqual([
      ['first', -1],
      ['retry', 0],
      ['retry', 0],
      ['retry', 0],
    ]);
  });

  it.each([
    ['expired', /^lnsim1:2:1000000:100:1+$/, 1],
    ['wrong_network', /^lntbs1:/, 1],
    ['unparsable', /^lnsim1:.{0,50}$/, 1],
    ['already_closed', /^lnsim1:/, 1],
    ['second_key', /^lnsim1:/, 2],
  ] as const)('bring an invoice that is %s, so often as the fault says', (defect, text, requests) => {
    const { kernel, world, load, sent } = bench([operation(1, 100), operation(2, 200)]);
    load.begin(active({ kind: 'ln.invoice', atMs: 0, durMs: 1000, defect, count: 1 }));
    kernel.run(1000);
    expect(sent).toHaveLength(1 + requests);
    for (const { body } of sent.slice(0, requests)) expect(body.invoice).toMatch(text);
    expect(sent.at(-1)!.body.invoice).toMatch(/^lnsim1:.*:2+$/);
    expect(world.invoiceState('1'.repeat(64)) === 'canceled').toBe(defect === 'already_closed');
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1 + requests);
  });
});
