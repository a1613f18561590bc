import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEclairNode } from '#orchestrator/adapters/eclair/client';
import type { IntentId, NodeName, PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { LookupCall, NodeHint, PayCall } from '#orchestrator/ports/node';
import type { ApiFaultInput } from '../api-fault-schema.ts';
import type { DecodedBolt11 } from '../desk.ts';
import { EclairBench } from './eclair-bench.fixture.ts';

let eclair: EclairBench;
let node: LightningNode;
beforeEach(async () => {
  eclair = await EclairBench.start();
  node = adapter();
});
afterEach(async () => {
  await node.close();
  await eclair.stop();
});

const NAME = 'payer' as NodeName;
const PREIMAGE = '11'.repeat(32);
const HOLD = { holdHash: createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex') };

function adapter(password: { file: string } | { text: string } = passwordFile()): LightningNode {
  const host = { timers: eclair.it.timers, epoch: () => '' as const };
  return createEclairNode({ name: NAME, url: eclair.http, password, network: 'regtest', host });
}

function passwordFile(): { file: string } {
  const { endpoint } = eclair.emulator;
  return { file: endpoint.daemon === 'eclair' ? endpoint.passwordFile : '' };
}

const base = (hash: string) => ({
  callId: 1,
  intent: 'i-1' as IntentId,
  attemptNo: 1,
  node: NAME,
  hash: hash as PaymentHash,
  epochAtSend: '' as const,
});
const payCall = (invoice: DecodedBolt11, more: Partial<PayCall> = {}): PayCall => ({
  ...base(invoice.hash),
  invoice: invoice.text,
  amountMsat: msat(BigInt(invoice.amountMsat ?? 10_000_000)),
  feeLimitMsat: msat(100_000n),
  attemptWindowMs: 20_000,
  timeoutMs: 25_000,
  partsMax: 1,
  cltvLimitBlocks: 1440,
  ...more,
});
const pay = (invoice: DecodedBolt11, more: Partial<PayCall> = {}) =>
  eclair.it.until(node.pay(payCall(invoice, more)));
const lookup = (hash: string) => {
  const call: LookupCall = { ...base(hash), timeoutMs: 5000 };
  return eclair.it.until(node.lookup(call));
};

describe("the project's adapter over the emulator", () => {
  it('knows it, pays, looks up and lists', async () => {
    expect(await eclair.it.until(node.probe())).toMatchObject({
      pubkey: eclair.it.desk('payer').pubkey,
      version: '0.13.1-notag',
      blockHeight: 800_000,
    });
    const invoice = eclair.invoice();
    const paid = await pay(invoice);
    expect(paid).toMatchObject({ kind: 'settled', feeMsat: 2_000n });
    expect(await lookup(invoice.hash)).toMatchObject({ ...paid, epoch: expect.any(String) });
    const list = { callId: 2, node: NAME, sinceMs: eclair.it.baseUnixMs, timeoutMs: 5000 };
    expect(await eclair.it.until(node.list(list))).toEqual({
      kind: 'listed',
      entries: [{ hash: invoice.hash, state: 'settled' }],
    });
    expect(await eclair.it.until(node.health())).toMatchObject({
      reachable: true,
      spendableMsat: 979_998_000n,
    });
    expect(await lookup('ab'.repeat(32))).toMatchObject({ kind: 'not_found' });
  });

  it('keeps the fee cap to the msat', async () => {
    expect(await pay(eclair.invoice(), { feeLimitMsat: msat(2_000n) })).toMatchObject({ kind: 'settled' });
    const failed = await pay(eclair.invoice(), { feeLimitMsat: msat(1_999n) });
    expect(failed).toMatchObject({ kind: 'failed', reason: 'no_route', unconfirmed: true });
  });

  it('a held payment is in flight after its time-out, and settles', async () => {
    const invoice = eclair.invoice(10_000_000, HOLD);
    expect(await pay(invoice)).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(await lookup(invoice.hash)).toMatchObject({ kind: 'in_flight' });
    eclair.payee.settleHold(invoice.hash, PREIMAGE);
    await eclair.it.run(2000);
    expect(await lookup(invoice.hash)).toMatchObject({
      kind: 'settled',
      preimage: PREIMAGE,
      feeMsat: 2_000n,
    });
  });

  it('what settled after a restart has no fee', async () => {
    const invoice = eclair.invoice(10_000_000, HOLD);
    const paid = node.pay(payCall(invoice));
    await eclair.it.run(1000);
    eclair.kill();
    expect(await eclair.it.until(paid)).toEqual({ kind: 'unknown', cause: 'reset' });
    expect(await pay(eclair.invoice())).toEqual({ kind: 'not_sent' });
    eclair.revive();
    eclair.payee.settleHold(invoice.hash, PREIMAGE);
    await eclair.it.run(10_000);
    expect(await lookup(invoice.hash)).toMatchObject({ kind: 'settled', preimage: PREIMAGE, feeMsat: null });
  });

  it.each([
    ['api.error', { accepted: false }, 'unknown', 'open'],
    ['api.auth_expired', {}, 'rejected', 'open'],
    ['node.locked_or_syncing', { state: 'locked' }, 'rejected', 'open'],
    ['net.reset', { phase: 'before' }, 'unknown', 'open'],
    ['net.reset', { phase: 'mid' }, 'unknown', 'paid'],
    ['net.truncate', {}, 'unknown', 'paid'],
    ['net.response_lost', {}, 'unknown', 'paid'],
    ['api.schema_drift', { drift: 'unreadable' }, 'unknown', 'paid'],
    ['api.schema_drift', { drift: 'unknown_state' }, 'unknown', 'paid'],
    ['api.schema_drift', { drift: 'fee_missing' }, 'settled', 'paid'],
  ] as const)('%s %j: %s, and the invoice is %s', async (kind, fault, answer, state) => {
    const invoice = eclair.invoice();
    eclair.it.faults.switchOn({ id: 'f', node: 'payer', calls: ['pay'], kind, ...fault } as ApiFaultInput);
    expect(await pay(invoice)).toMatchObject({ kind: answer });
    await eclair.it.run(2000);
    expect(eclair.payee.invoice(invoice.hash)?.state).toBe(state);
    expect((await lookup(invoice.hash)).kind).toBe(state === 'paid' ? 'settled' : 'not_found');
  });

  it('makes, shows and closes invoices', async () => {
    const order = { amountMsat: msat(5_000n), description: 'tea', expirySeconds: 60 };
    const made = await eclair.it.until(node.createInvoice(order));
    expect(await eclair.it.until(node.invoice(made.hash))).toMatchObject({ state: 'open', receivedMsat: 0n });
    await eclair.it.until(node.cancelInvoice(made.hash));
    expect(await eclair.it.until(node.invoice(made.hash))).toBeNull();
  });

  it('hears its events, and that the stream broke', async () => {
    const hints: NodeHint[] = [];
    const gaps: string[] = [];
    const follower = {
      hint: (hint: NodeHint) => hints.push(hint),
      gap: (why: string) => gaps.push(why),
      invoice: () => undefined,
      cursor: () => undefined,
    };
    const subscription = node.follow(follower, '');
    await eclair.it.run(100);
    const invoice = eclair.invoice();
    await pay(invoice);
    await eclair.it.run(10);
    expect(hints).toMatchObject([{ hash: invoice.hash, claims: 'settled' }]);
    eclair.kill();
    await eclair.it.run(10);
    eclair.revive();
    await eclair.it.run(60_000);
    expect(gaps.length).toBeGreaterThan(0);
    const other = eclair.invoice();
    await pay(other);
    await eclair.it.run(10);
    expect(hints.map(({ hash }) => hash)).toEqual([invoice.hash, other.hash]);
    subscription.stop();
  });

  it('with a wrong password nothing is done', async () => {
    const stranger = adapter({ text: 'wrong' });
    await expect(eclair.it.until(stranger.probe())).rejects.toMatchObject({ kind: 'credentials' });
    await stranger.close();
  });
});
