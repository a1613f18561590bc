import { expect, it } from 'vitest';
import type { IntentId, NodeName, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { PayCall } from '#orchestrator/ports/node';
import { createDesks } from '../emulators/desks.ts';
import { smallEmulatedNetwork } from '../emulators/network.fixture.ts';
import { type ApiStrike, UNSTRUCK } from '../emulators/strike.ts';
import { createSimNode } from './sim-node.ts';

const TIMEOUT_MS = 10_000;

/** A plain payer whose next call is struck, and an invoice of 10,000 sat. */
function bench(strike: ApiStrike = UNSTRUCK) {
  const it = smallEmulatedNetwork({ payer: 'plain' });
  const strikes = [strike];
  const { kernel, world, network, baseUnixMs, timers } = it;
  const payer = it.desk('payer');
  const struck = createDesks({
    kernel,
    world,
    network,
    baseUnixMs,
    random: payer.random,
    strikes: { strike: () => strikes.shift() ?? UNSTRUCK },
    clockwork: it.clockwork,
  });
  // Its pay calls are answered through the network's own desks.
  const desk = strike === UNSTRUCK ? payer : Object.assign(struck.of(0), { pay: payer.pay.bind(payer) });
  const node = createSimNode({ desk, timers, implementation: 'plain' });
  const { invoice } = it.desk('payee').createInvoice({
    amountMsat: 10_000_000,
    description: '',
    expirySeconds: 3_600,
  });
  const call: PayCall = {
    callId: 1,
    intent: 'int_1' as IntentId,
    attemptNo: 1,
    node: 'payer' as NodeName,
    invoice: invoice.text,
    hash: invoice.hash as PaymentHash,
    epochAtSend: '',
    amountMsat: msat(10_000_000n),
    feeLimitMsat: msat(100_000n),
    attemptWindowMs: 60_000,
    timeoutMs: TIMEOUT_MS,
    partsMax: 1,
    cltvLimitBlocks: 1_000,
  };
  return { it, node, call, world };
}

const said = (answer: NodeAnswer) => (answer.kind === 'unknown' ? answer.cause : answer.kind);

it('pays once, knows its payment, and tells of it', async () => {
  const { it, node, call } = bench();
  const hints: string[] = [];
  const following = node.follow(
    { hint: ({ claims }) => hints.push(claims), invoice() {}, cursor() {}, gap: (why) => hints.push(why) },
    '',
  );
  expect(await it.until(node.pay(call))).toMatchObject({ kind: 'settled', feeMsat: 2_000n });
  expect(await it.until(node.pay(call))).toMatchObject({ kind: 'duplicate' });
  expect(await it.until(node.lookup(call))).toMatchObject({ kind: 'settled' });
  expect(await it.until(node.lookup({ ...call, hash: 'f'.repeat(64) as PaymentHash }))).toMatchObject({
    kind: 'not_found',
  });
  expect(await it.until(node.list({ callId: 2, node: node.name, sinceMs: 0, timeoutMs: 1_000 }))).toEqual({
    kind: 'listed',
    entries: [{ hash: call.hash, state: 'settled' }],
  });
  expect(hints).toEqual(['settled']);
  following.stop();
});

const before = (how: ApiStrike['before']): ApiStrike => ({ ...UNSTRUCK, before: how });
const after = (how: ApiStrike['after']): ApiStrike => ({ ...UNSTRUCK, after: how });
it.each([
  [before('lost'), 'timeout', false],
  [before('reset'), 'reset', false],
  [before('throttled'), 'unavailable', false],
  [before('unauthorized'), 'rejected', false],
  [before('locked'), 'not_sent', false],
  [before('refused'), 'not_sent', false],
  [after('lost'), 'timeout', true],
  [after('reset'), 'reset', true],
  [after('reset_mid'), 'reset', true],
  [after('error'), 'unavailable', true],
  [after('truncated'), 'malformed', true],
  [after('unknown_state'), 'malformed', true],
  [after('fee_missing'), 'settled', true],
])('%j: the caller hears %s, and paid is %s', async (strike, heard, paid) => {
  const { it, node, call, world } = bench(strike);
  expect(said(await it.until(node.pay(call)))).toBe(heard);
  await it.run(TIMEOUT_MS);
  expect(world.lookup(0, call.hash)?.state).toBe(paid ? 'settled' : undefined);
});

it('refuses while it is down, breaks when it dies, and is silent while it hangs', async () => {
  const { it, node, call, world } = bench();
  const dying = node.pay(call);
  world.setNode(0, 'down', 'test');
  expect(said(await dying)).toBe('reset');
  expect(said(await node.lookup(call))).toBe('not_sent');
  await expect(node.probe()).rejects.toThrow(/payer: probe: nothing listens/);
  expect(await node.health()).toMatchObject({ reachable: false });
  world.setNode(0, 'up', 'test');
  world.setNode(0, 'hung', 'test');
  expect(said(await it.until(node.lookup(call)))).toBe('timeout');
});

it('keeps what a hold invoice brings until it is told, and closes invoices', async () => {
  const { it, call, node } = bench();
  const payee = createSimNode({ desk: it.desk('payee'), timers: it.timers, implementation: 'plain' });
  const preimage = '11'.repeat(32) as Preimage;
  const holdHash = '02d449a31fbb267c8f352e9968a79e3e5fc95c1bbeaa502fd6454ebde5a4bedc' as PaymentHash;
  const order = { amountMsat: msat(10_000_000n), description: 'held', expirySeconds: 60 };
  const { text, hash } = await payee.createInvoice({ ...order, holdHash });
  const paying = node.pay({ ...call, invoice: text, hash });
  await it.run(1_000);
  expect(await payee.invoice(hash)).toMatchObject({ state: 'held', preimage: '' });
  await payee.settleInvoice(preimage);
  expect(await it.until(paying)).toMatchObject({ kind: 'settled', preimage });
  const other = await payee.createInvoice(order);
  await payee.cancelInvoice(other.hash);
  expect(await payee.invoice(other.hash)).toMatchObject({ state: 'canceled' });
  await expect(payee.settleInvoice(preimage)).rejects.toThrow(/nothing is held/);
});
