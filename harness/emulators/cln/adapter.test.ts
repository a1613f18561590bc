import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClnNode } from '#orchestrator/adapters/cln/client';
import type { DaemonEpoch, IntentId, NodeName, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { PayCall } from '#orchestrator/ports/node';
import type { EmulatedNetwork } from '../emulated-network.ts';
import { type Cln, twoClns } from './cln.fixture.ts';

const EPOCH = 'e' as DaemonEpoch;

function adapterOf(network: EmulatedNetwork, { name, endpoint }: Cln, over: 'unix' | 'rest'): LightningNode {
  const node = createClnNode({
    name: name as NodeName,
    network: 'regtest',
    host: { timers: network.timers, epoch: () => EPOCH },
    transport:
      over === 'unix'
        ? { kind: 'unix', path: endpoint.socketFile }
        : {
            kind: 'rest',
            url: endpoint.rest,
            ca: { file: endpoint.caFile },
            rune: { file: endpoint.runeFile },
          },
  });
  onTestFinished(() => node.close());
  return node;
}

describe.each(['unix', 'rest'] as const)('our adapter over %s', (over) => {
  async function pair() {
    const two = await twoClns();
    const { network } = two;
    return {
      ...two,
      network,
      from: adapterOf(network, two.payer, over),
      to: adapterOf(network, two.payee, over),
    };
  }
  const order = { amountMsat: msat(10_000_000n), description: 'd', expirySeconds: 3_600 };
  const callOf = (invoice: string, hash: PaymentHash, more: Partial<PayCall> = {}): PayCall => ({
    callId: 1,
    intent: 'i' as IntentId,
    attemptNo: 1,
    node: 'payer' as NodeName,
    invoice,
    hash,
    epochAtSend: EPOCH,
    amountMsat: order.amountMsat,
    feeLimitMsat: msat(5_000n),
    attemptWindowMs: 30_000,
    timeoutMs: 60_000,
    partsMax: 8,
    cltvLimitBlocks: 1_440,
    ...more,
  });

  it('probes, makes an invoice, pays it, pays it again, looks it up, lists it', async () => {
    const { network, from, to } = await pair();
    expect(await network.until(from.probe())).toMatchObject({
      alias: 'payer',
      network: 'regtest',
      synced: true,
    });
    expect(await network.until(from.health())).toMatchObject({
      reachable: true,
      spendableMsat: 990_000_000n,
    });
    const { hash, text } = await network.until(to.createInvoice(order));
    const call = callOf(text, hash);
    const settled = { kind: 'settled', feeMsat: 2_000n };
    expect(await network.until(from.pay(call))).toMatchObject(settled);
    expect(await network.until(from.pay(call))).toMatchObject({
      kind: expect.stringMatching(/settled|duplicate/),
    });
    expect(await network.until(from.lookup(call))).toMatchObject(settled);
    const list = { callId: 2, node: call.node, sinceMs: 0, timeoutMs: 10_000 };
    expect(await network.until(from.list(list))).toEqual({
      kind: 'listed',
      entries: [{ hash, state: 'settled' }],
    });
    expect(await network.until(to.invoice(hash))).toMatchObject({ state: 'paid', receivedMsat: 10_000_000n });
  });

  it('holds, settles and cancels', async () => {
    const { network, from, to } = await pair();
    const preimage = '44'.repeat(32) as Preimage;
    const holdHash = createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') as PaymentHash;
    const held = await network.until(to.createInvoice({ ...order, holdHash }));
    const call = callOf(held.text, held.hash);
    const paying = from.pay(call);
    await network.run(2_000);
    expect(await network.until(from.lookup(call))).toMatchObject({ kind: 'in_flight' });
    expect(await network.until(to.invoice(holdHash))).toMatchObject({ state: 'held' });
    await network.until(to.settleInvoice(preimage));
    expect(await network.until(paying)).toMatchObject({ kind: 'settled', preimage });
    const plain = await network.until(to.createInvoice(order));
    await network.until(to.cancelInvoice(plain.hash));
    const refused = await network.until(from.pay(callOf(plain.text, plain.hash)));
    expect(refused).toMatchObject({ kind: 'failed', reason: 'incorrect_payment_details' });
  });

  it('is told of payments and invoices', async () => {
    const { network, from, to } = await pair();
    const hints: string[] = [];
    const follow = (node: LightningNode) =>
      node.follow(
        {
          hint: ({ claims }) => hints.push(claims),
          invoice: (_hash, state) => hints.push(`invoice ${state}`),
          cursor() {},
          gap: (why) => hints.push(`gap ${why}`),
        },
        '',
      );
    const following = [follow(from), follow(to)];
    await network.run(1_000);
    const { hash, text } = await network.until(to.createInvoice(order));
    await network.until(from.pay(callOf(text, hash)));
    await network.run(1_000);
    for (const one of following) one.stop();
    expect(hints.toSorted()).toEqual(['invoice paid', 'settled']);
  });

  it.each([
    ['net.response_lost', { kind: 'unknown', cause: 'timeout' }],
    ['net.request_lost', { kind: 'unknown', cause: 'timeout' }],
    ['net.truncate', { kind: 'unknown' }],
  ] as const)('%s on a pay call is unknown, and a look-up tells', async (kind, answer) => {
    const { network, from, to } = await pair();
    const { hash, text } = await network.until(to.createInvoice(order));
    network.faults.switchOn({ kind, id: 'f', node: 'payer', calls: ['pay'] });
    const call = callOf(text, hash);
    expect(await network.until(from.pay(call))).toMatchObject(answer);
    const found = kind === 'net.request_lost' ? 'not_found' : 'settled';
    expect(await network.until(from.lookup(call))).toMatchObject({ kind: found });
  });
});
