import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLndNode } from '#orchestrator/adapters/lnd/client';
import type { DaemonEpoch, IntentId, NodeName, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { Msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { CreatedInvoice, LightningNode } from '#orchestrator/ports/lightning-node';
import type { PayCall } from '#orchestrator/ports/node';
import type { ApiFaultInput, CallFaultKind } from '../api-fault-schema.ts';
import type { EmulatedNetwork } from '../emulated-network.ts';
import { type Lnd, twoLnds } from './lnd.fixture.ts';

const PREIMAGE = '11'.repeat(32) as Preimage;
const HOLD_HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex') as PaymentHash;

async function twoNodes() {
  const { network, payer, payee } = await twoLnds();
  return { network, payer: nodeOf(network, payer), payee: nodeOf(network, payee) };
}

function nodeOf(network: EmulatedNetwork, { emulator, endpoint }: Lnd): LightningNode {
  const node = createLndNode({
    name: emulator.desk.name as NodeName,
    endpoint: endpoint.grpc,
    tlsCert: { file: endpoint.tlsCertFile },
    macaroon: { file: endpoint.macaroonFile },
    network: 'regtest',
    keepAliveMs: 0,
    host: { timers: network.timers, epoch: () => emulator.desk.epoch as DaemonEpoch },
  });
  onTestFinished(() => node.close());
  return node;
}

function order(amountMsat: number) {
  return { amountMsat: BigInt(amountMsat) as Msat, description: '', expirySeconds: 3600 };
}

type Strike = {
  [Kind in CallFaultKind]: Omit<ApiFaultInputOf<Kind>, 'id' | 'node' | 'calls'>;
}[CallFaultKind];
type ApiFaultInputOf<Kind extends CallFaultKind> = Extract<ApiFaultInput, { kind: Kind }>;

let callId = 0;

function callOf({ hash, text }: CreatedInvoice, more: Partial<PayCall> = {}): PayCall {
  return {
    callId: callId++,
    intent: 'i' as IntentId,
    attemptNo: 1,
    node: 'payer' as NodeName,
    invoice: text,
    hash,
    epochAtSend: '',
    amountMsat: 1_000_000n as Msat,
    feeLimitMsat: 100_000n as Msat,
    attemptWindowMs: 10_000,
    timeoutMs: 15_000,
    partsMax: 1,
    cltvLimitBlocks: 1_000,
    ...more,
  };
}

function short(answer: NodeAnswer): string {
  if (answer.kind === 'failed' || answer.kind === 'rejected') return `${answer.kind} ${answer.reason}`;
  if (answer.kind === 'unknown') return `unknown ${answer.cause}`;
  return answer.kind === 'settled' ? `settled ${answer.feeMsat}` : answer.kind;
}

describe('our LND adapter over the emulated LND', () => {
  it('knows the node, is paid, pays to the exact fee, looks up and lists', async () => {
    const { network, payer, payee } = await twoNodes();
    const done = <Value>(promise: Promise<Value>) => network.until(promise);
    expect(await done(payer.probe())).toMatchObject({ alias: 'payer', network: 'regtest', synced: true });
    expect(await done(payer.health())).toMatchObject({ reachable: true, spendableMsat: 990_000_000n });
    const invoice = await done(payee.createInvoice(order(1_000_000)));
    expect(await done(payee.invoice(invoice.hash))).toMatchObject({ state: 'open' });
    expect(short(await done(payer.lookup(callOf(invoice))))).toBe('not_found');
    const tooDear = callOf(invoice, { feeLimitMsat: 1_099n as Msat });
    expect(short(await done(payer.pay(tooDear)))).toBe('failed no_route');
    const exact = callOf(invoice, { feeLimitMsat: 1_100n as Msat });
    expect(short(await done(payer.pay(exact)))).toBe('settled 1100');
    expect(short(await done(payer.pay(exact)))).toBe('duplicate');
    expect(short(await done(payer.lookup(callOf(invoice))))).toBe('settled 1100');
    expect(await done(payee.invoice(invoice.hash))).toMatchObject({
      state: 'paid',
      receivedMsat: 1_000_000n,
    });
    const list = { callId: 0, node: 'payer' as NodeName, sinceMs: network.baseUnixMs, timeoutMs: 5_000 };
    expect(await done(payer.list(list))).toEqual({
      kind: 'listed',
      entries: [{ hash: invoice.hash, state: 'settled' }],
    });
  });

  it('holds, settles and cancels', async () => {
    const { network, payer, payee } = await twoNodes();
    const hold = await network.until(payee.createInvoice({ ...order(1_000_000), holdHash: HOLD_HASH }));
    const pay = payer.pay(callOf(hold));
    await network.run(3_000);
    expect(short(await network.until(payer.lookup(callOf(hold))))).toBe('in_flight');
    expect(await network.until(payee.invoice(HOLD_HASH))).toMatchObject({ state: 'held', preimage: '' });
    await network.until(payee.settleInvoice(PREIMAGE));
    expect(short(await network.until(pay))).toBe('settled 1100');
    const other = await network.until(payee.createInvoice(order(1_000_000)));
    await network.until(payee.cancelInvoice(other.hash));
    expect(short(await network.until(payer.pay(callOf(other))))).toBe('failed incorrect_payment_details');
  });

  it.each<readonly [fault: Strike, said: string, record: string]>([
    [{ kind: 'net.request_lost' }, 'unknown timeout', 'not_found'],
    [{ kind: 'net.response_lost' }, 'unknown timeout', 'settled 1100'],
    [{ kind: 'net.truncate' }, 'unknown reset', 'settled 1100'],
    [{ kind: 'net.reset', phase: 'before' }, 'unknown reset', 'not_found'],
    [{ kind: 'net.reset', phase: 'mid' }, 'unknown reset', 'settled 1100'],
    [{ kind: 'net.reset', phase: 'after' }, 'unknown reset', 'settled 1100'],
    [{ kind: 'api.throttle', callsMax: 0, perMs: 1000 }, 'unknown unavailable', 'not_found'],
    [{ kind: 'api.error', accepted: true }, 'unknown unavailable', 'settled 1100'],
    [{ kind: 'api.error', accepted: false }, 'unknown unavailable', 'not_found'],
    [{ kind: 'api.schema_drift', drift: 'unknown_state' }, 'unknown malformed', 'settled 1100'],
    [{ kind: 'api.schema_drift', drift: 'unreadable' }, 'unknown unavailable', 'settled 1100'],
    [{ kind: 'api.auth_expired' }, 'rejected node_unavailable', 'not_found'],
    [{ kind: 'node.locked_or_syncing', state: 'locked' }, 'not_sent', 'not_found'],
  ])('under %o', async (fault, said, record) => {
    const { network, payer, payee } = await twoNodes();
    const invoice = await network.until(payee.createInvoice(order(1_000_000)));
    network.faults.switchOn({ id: 'f', node: 'payer', calls: ['pay'], ...fault });
    const answer = short(await network.until(payer.pay(callOf(invoice))));
    network.faults.switchOff('f');
    await network.run(5_000);
    const looked = short(await network.until(payer.lookup(callOf(invoice))));
    expect([answer, looked]).toEqual([said, record]);
  });

  it('comes through a restart of the daemon in the middle of a payment', async () => {
    const { network, payer, payee } = await twoNodes();
    const hold = await network.until(payee.createInvoice({ ...order(1_000_000), holdHash: HOLD_HASH }));
    const pay = payer.pay(callOf(hold));
    await network.run(3_000);
    network.act((world) => world.setNode(0, 'down', 'test'));
    expect(short(await network.until(pay))).toBe('unknown reset');
    expect(short(await network.until(payer.pay(callOf(hold))))).toBe('not_sent');
    network.act((world) => world.setNode(0, 'up', 'test'));
    expect(short(await network.until(payer.pay(callOf(hold))))).toBe('not_sent');
    await network.run(5_000);
    expect(short(await network.until(payer.pay(callOf(hold))))).toBe('duplicate');
    await network.until(payee.settleInvoice(PREIMAGE));
    await network.run(5_000);
    expect(short(await network.until(payer.lookup(callOf(hold))))).toBe('settled 1100');
  });

  it('follows invoices with a cursor, and payments as hints', async () => {
    const { network, payer, payee } = await twoNodes();
    const told: string[] = [];
    let cursor = '';
    const follower = {
      hint: ({ claims }: { claims: string }) => told.push(`hint ${claims}`),
      invoice: (_hash: PaymentHash, state: string) => told.push(`invoice ${state}`),
      cursor: (at: string) => {
        cursor = at;
      },
      gap: () => told.push('gap'),
    };
    const subscriptions = [payer.follow(follower, ''), payee.follow(follower, '')];
    await network.run(100);
    const invoice = await network.until(payee.createInvoice(order(1_000_000)));
    await network.until(payer.pay(callOf(invoice)));
    await network.run(1_000);
    expect(told).toContain('hint settled');
    expect(told).toContain('invoice paid');
    expect(cursor).not.toBe('');
    for (const subscription of subscriptions) subscription.stop();
  });
});
