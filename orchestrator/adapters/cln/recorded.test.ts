import { afterEach, describe, expect, it } from 'vitest';
import type { PaymentHash } from '../../domain/ids.ts';
import { type Answer, type FakeCln, fakeCln } from './fake-cln.fixture.ts';
import { lookupCall, nodeAt, payCall } from './host.fixture.ts';
import { recorded } from './recorded.fixture.ts';

let fake: FakeCln;
afterEach(() => fake.stop());

/** A daemon that answers each method with what a real one answered: one name for all calls, or one after the other. */
async function daemon(answers: Readonly<Record<string, string | readonly string[]>>) {
  const queues = new Map(Object.entries(answers).map(([method, names]) => [method, [names].flat()]));
  fake = await fakeCln('unix', ({ method }, answer) => {
    const names = queues.get(method);
    if (names !== undefined) say(names.length > 1 ? names.shift()! : names[0]!, answer);
    else if (method === 'listsendpays') answer.result({ payments: [] });
    else if (method === 'listpays') answer.result({ pays: [] });
    else say('unknown command', answer);
  });
  return nodeAt(fake).node;
}

function say(name: string, answer: Answer): void {
  const { result, error } = recorded(name);
  if (error === undefined) answer.result(result);
  else answer.error(error.code, error.message);
}

const HASH = (name: string) => recorded(name).params.payment_hash as PaymentHash;
const PAID_HASH = HASH('rows after success');
const PAID_PREIMAGE = '3e1334a7d531039a56a163e26b98dc936aee34db7626998800e784070b69cbab';

describe('what a real Core Lightning said', () => {
  it('xpay: paid', async () => {
    const node = await daemon({ xpay: 'xpay paid' });
    expect(await node.pay(payCall())).toEqual({
      kind: 'settled',
      preimage: 'b976502b8ecfe97394b4b17c501545d32d7c406af110373f6d0bacbef4d40ee5',
      feeMsat: 0n,
      epoch: 'a.1',
      record: '',
    });
    await node.close();
  });

  it.each(['xpay again after success', 'xpay again, peer offline', 'xpay again after two parts'])(
    '%s: the rows tell, with a groupid that is not rounded',
    async (name) => {
      const node = await daemon({ xpay: name, listsendpays: 'rows after success' });
      expect(await node.pay(payCall({ hash: PAID_HASH }))).toEqual({
        kind: 'settled',
        preimage: PAID_PREIMAGE,
        feeMsat: 0n,
        epoch: 'a.1',
        record: '1290373481519966393',
      });
      await node.close();
    },
  );

  it.each(['xpay again after success', 'in flight elsewhere', 'xpay again after two parts'])(
    '%s, before there are rows: known to the node, so looked up',
    async (name) => {
      const node = await daemon({ xpay: name });
      expect(await node.pay(payCall())).toEqual({ kind: 'duplicate', epoch: 'a.1' });
      await node.close();
    },
  );

  it('no route, peer offline, no rows: nothing was sent', async () => {
    const node = await daemon({ xpay: 'xpay again, peer offline' });
    expect(await node.pay(payCall())).toEqual({ kind: 'rejected', reason: 'no_route', epoch: 'a.1' });
    await node.close();
  });

  it('the destination refuses: failed, to be confirmed', async () => {
    const hash = HASH('rows after refusal');
    const node = await daemon({
      xpay: 'destination refuses',
      listsendpays: 'rows after refusal',
      listpays: 'listpays after refusal',
    });
    expect(await node.pay(payCall({ hash }))).toEqual({
      kind: 'failed',
      reason: 'incorrect_payment_details',
      epoch: 'a.1',
      record: '1550875309257171575',
      unconfirmed: true,
    });
    await node.close();
  });

  it('killed, and failed by the payee after the restart: failed, to be confirmed; paid again, settled', async () => {
    const hash = HASH('rows failed after restart');
    const node = await daemon({
      listsendpays: 'rows failed after restart',
      listpays: 'listpays failed after restart',
      pay: 'pay again after the failure',
    });
    expect(await node.lookup(lookupCall({ hash }))).toMatchObject({
      kind: 'failed',
      reason: 'unspecified',
      record: '50341661583458156',
      unconfirmed: true,
      mayResume: true,
    });
    expect(await node.pay(payCall({ hash }))).toMatchObject({ kind: 'settled', feeMsat: 0n });
    expect(fake.calls.map(({ method }) => method)).toEqual(['listsendpays', 'listpays', 'xpay', 'pay']);
    await node.close();
  });

  it('channels: what they can send', async () => {
    const node = await daemon({ listpeerchannels: 'channels' });
    const { channels } = recorded('channels').result as unknown as { channels: { spendable_msat: number }[] };
    const spendableMsat = BigInt(channels[0]!.spendable_msat);
    expect(spendableMsat).toBeGreaterThan(1_000_000_000n);
    expect(await node.health()).toMatchObject({
      reachable: true,
      epoch: 'a.1',
      spendableMsat,
      largestChannelMsat: spendableMsat,
      resendSafe: false,
    });
    await node.close();
  });

  it('invoices: made although the label was taken, open, paid, expired', async () => {
    const node = await daemon({
      invoice: ['duplicate label', 'invoice'],
      listinvoices: ['unpaid', 'paid'],
    });
    const order = { amountMsat: null, description: 'i1', expirySeconds: 3600 };
    const { hash, text } = await node.createInvoice(order);
    expect(hash).toBe(PAID_HASH);
    expect(text).toMatch(/^lnbcrt1u1p4s97e4/);
    expect(await node.invoice(hash)).toMatchObject({ state: 'open', preimage: '' });
    expect(await node.invoice(hash)).toMatchObject({
      state: 'paid',
      receivedMsat: 100_000n,
      preimage: PAID_PREIMAGE,
    });
    await node.close();
  });

  it('getinfo: who it is; a daemon without listconfigs cannot prove that it keeps payments', async () => {
    const node = await daemon({ getinfo: 'getinfo' });
    await expect(node.probe()).rejects.toMatchObject({ kind: 'not_supported', call: 'listconfigs' });
    await node.close();
  });
});
