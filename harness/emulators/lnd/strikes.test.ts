import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EmulatedDesk } from '../desk.ts';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { type AfterRead, type ApiStrike, type BeforeRead, UNSTRUCK } from '../strike.ts';
import { startLnd } from './emulator.ts';
import { BareClient, type Ended, type Heard, type Lnd, type Message } from './lnd.fixture.ts';
import { METHODS } from './methods/table.ts';

/** An LND whose calls are all struck alike, as soon as `strike` is set. */
async function struck() {
  const network = smallEmulatedNetwork({ payer: 'lnd', payee: 'lnd' });
  const next = { strike: UNSTRUCK };
  const folder = mkdtempSync(join(tmpdir(), 'lnd-'));
  const emulator = await startLnd({ desk: struckDesk(network.desk('payer'), next), folder, port: 0 });
  const client = new BareClient(emulator.endpoint as Lnd['endpoint']);
  onTestFinished(async () => {
    client.close();
    await emulator.stop();
    network.stop();
    rmSync(folder, { recursive: true });
  });
  const payee = network.desk('payee');
  const invoice = () =>
    payee.createInvoice({ amountMsat: 1_000_000, description: '', expirySeconds: 3600 }).invoice;
  return { network, client, next, payee, invoice };
}

function struckDesk(desk: EmulatedDesk, next: { readonly strike: ApiStrike }): EmulatedDesk {
  return new Proxy(desk, {
    get(target, name) {
      if (name === 'arrives')
        return (...[call, read]: Parameters<EmulatedDesk['arrives']>) =>
          target.arrives(call, () => read(next.strike));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const unread = (strike: BeforeRead): ApiStrike => ({ ...UNSTRUCK, before: strike });
const spoilt = (strike: AfterRead): ApiStrike => ({ ...UNSTRUCK, after: strike });
const SILENT: Ended = { code: -1, details: 'silent' };

type Struck = Awaited<ReturnType<typeof struck>>;

async function endOf({ network }: Struck, heard: Heard): Promise<Ended> {
  await network.run(30_000);
  return heard.isOver ? heard.ended : SILENT;
}

describe('a call that is struck before it is read', () => {
  it.each<readonly [BeforeRead, number, string]>([
    ['lost', -1, 'silent'],
    ['reset', 14, 'Connection dropped'],
    ['refused', 14, 'Connection dropped'],
    ['error', 14, 'transport is closing'],
    ['throttled', 8, 'rate limit exceeded'],
    ['unauthorized', 2, 'verification failed: signature mismatch after caveat verification'],
    ['locked', 2, 'wallet locked, unlock it to enable full RPC access'],
  ])('%s', async (strike, code, details) => {
    const it = await struck();
    it.next.strike = unread(strike);
    const { text, hash } = it.invoice();
    expect(await endOf(it, it.client.pay({ payment_request: text }))).toEqual({ code, details });
    expect(it.payee.invoice(hash)?.state).toBe('open');
    expect(await endOf(it, it.client.listen('Lightning', 'SubscribeInvoices'))).toEqual({ code, details });
    it.next.strike = UNSTRUCK;
    expect((await it.network.until(it.client.ask('Lightning', 'GetInfo'))).alias).toBe('payer');
  });

  it('can be any: none is answered but by the fault', async () => {
    const it = await struck();
    it.next.strike = unread('locked');
    for (const name of Object.keys(METHODS)) {
      const ended = /^(Subscribe|Track|SendPayment)/.test(name)
        ? await endOf(it, it.client.listen(serviceOf(name), name))
        : await it.network.until(it.client.refusal(serviceOf(name), name));
      expect([name, ended.details]).toEqual([name, 'wallet locked, unlock it to enable full RPC access']);
    }
  });
});

describe('a call that is struck after it was read', () => {
  it.each<readonly [AfterRead, number, RegExp, readonly string[]]>([
    ['lost', -1, /silent/, []],
    ['reset', 14, /Connection dropped/, []],
    ['reset_mid', 14, /Connection dropped/, ['IN_FLIGHT[]', 'IN_FLIGHT[I]']],
    ['error', 14, /transport is closing/, []],
    ['truncated', 14, /Connection dropped/, ['IN_FLIGHT[]', 'IN_FLIGHT[I]']],
    ['unreadable', 13, /invalid wire type|index out of range/, ['IN_FLIGHT[]', 'IN_FLIGHT[I]']],
  ])('%s: the payment is made, and the caller does not know', async (strike, code, details, words) => {
    const it = await struck();
    it.next.strike = spoilt(strike);
    const { text, hash } = it.invoice();
    const pay = it.client.pay({ payment_request: text });
    const ended = await endOf(it, pay);
    expect([ended.code, pay.words]).toEqual([code, words]);
    expect(ended.details).toMatch(details);
    expect(it.payee.invoice(hash)?.state).toBe('paid');
  });

  it('unknown_state: a number that no version had', async () => {
    const it = await struck();
    const { text, hash } = it.invoice();
    it.next.strike = spoilt('unknown_state');
    const pay = it.client.pay({ payment_request: text, no_inflight_updates: true });
    await endOf(it, pay);
    expect(pay.last.status).toBe(99);
    const track = it.client.track(hash);
    await endOf(it, track);
    expect(track.last.status).toBe(99);
    const { payments } = await it.network.until(it.client.ask('Lightning', 'ListPayments'));
    expect(payments.map((one: Message) => one.status)).toEqual([99]);
    expect((await it.network.until(it.client.ask('State', 'GetState'))).state).toBe(99);
  });

  it('fee_missing: the fee is the default of protobuf', async () => {
    const it = await struck();
    it.next.strike = spoilt('fee_missing');
    const pay = it.client.pay({ payment_request: it.invoice().text });
    await endOf(it, pay);
    expect(pay.last).toMatchObject({ status: 'SUCCEEDED', fee_msat: '0', fee_sat: '0', fee: '0' });
  });

  it('unary calls too: half an answer, a page, a reset', async () => {
    const it = await struck();
    const refusal = async (strike: AfterRead, ...call: Parameters<BareClient['refusal']>) => {
      it.next.strike = spoilt(strike);
      return (await it.network.until(it.client.refusal(...call))).code;
    };
    expect(await refusal('truncated', 'Lightning', 'GetInfo')).toBe(14);
    expect(await refusal('reset_mid', 'Lightning', 'ListChannels')).toBe(14);
    expect(await refusal('error', 'Lightning', 'AddInvoice', { value: '5' })).toBe(14);
    expect([13, 14]).toContain(await refusal('unreadable', 'Lightning', 'GetInfo'));
    it.next.strike = UNSTRUCK;
    const { invoices } = await it.network.until(it.client.ask('Lightning', 'ListInvoices'));
    expect(invoices).toHaveLength(1);
  });
});

function serviceOf(method: string): 'Lightning' | 'Router' | 'Invoices' | 'State' | 'Versioner' {
  if (/^(SendPaymentV2|Track|SubscribeHtlc)/.test(method)) return 'Router';
  if (/^(AddHold|Settle|Cancel|SubscribeSingle|LookupInvoiceV2)/.test(method)) return 'Invoices';
  if (/State$/.test(method)) return 'State';
  return method === 'GetVersion' ? 'Versioner' : 'Lightning';
}
