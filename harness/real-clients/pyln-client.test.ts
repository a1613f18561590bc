import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonClient, titleOf } from './python-client.fixture.ts';
import { PythonSession } from './python-session.fixture.ts';
import { type RealNetwork, realNetwork } from './real-network.fixture.ts';

const PYLN = 'pyln-client 26.6.9 (PyPI) against the socket of the CLN emulator';
const pyln = await pythonClient({ name: 'pyln-client', minors: { from: 10, to: 14 } });
/** Of wall time: what else runs on this machine is not known. */
const LOAD_MS = 60_000;
const PATIENCE = { timeout: 20_000 };

describe.skipIf(pyln.missing !== null)(titleOf(pyln, PYLN), () => {
  const folder = mkdtempSync(join(tmpdir(), 'fulgurite-pyln-'));
  let network: RealNetwork<'cln', 'cln'>;
  let payer: PythonSession;
  let payee: PythonSession;

  beforeAll(async () => {
    network = await realNetwork('cln', 'cln');
    payer = await open(network.payer.socketFile);
    payee = await open(network.payee.socketFile);
  }, LOAD_MS);
  afterAll(async () => {
    await Promise.all([payer, payee].map((session) => session?.stop()));
    await network?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function open(socketFile: string): Promise<PythonSession> {
    if (pyln.missing !== null) throw new Error(pyln.missing);
    const script = fileURLToPath(new URL('python/pyln_rpc.py', import.meta.url));
    return PythonSession.start(pyln.python, script, [socketFile], folder);
  }

  interface Made {
    readonly bolt11: string;
    readonly payment_hash: string;
  }
  const invoice = (label: string, more: object = {}) =>
    payee.call<Made>('invoice', { amount_msat: 1_000_000, label, description: 'tea', ...more });

  it('getinfo, listpeerchannels, listfunds', async () => {
    const { emulated } = network.running;
    expect(await payer.call('getinfo')).toMatchObject({
      id: emulated.desk('payer').pubkey,
      alias: 'payer',
      network: 'regtest',
      version: 'v26.06.6',
      blockheight: emulated.world.height,
      num_active_channels: 1,
      fees_collected_msat: 0,
    });
    expect(await payer.call('listpeerchannels')).toMatchObject({
      channels: [{ state: 'CHANNELD_NORMAL', to_us_msat: 1_000_000_000, total_msat: 1_000_000_000 }],
    });
    expect(await payer.call('listfunds')).toMatchObject({
      channels: [{ our_amount_msat: 1_000_000_000, connected: true }],
    });
  });

  it('invoice, decode, waitanyinvoice while xpay pays it, and the records of both', async () => {
    const { bolt11, payment_hash } = await invoice('first');
    expect(await payer.call('decode', { string: bolt11 })).toMatchObject({
      type: 'bolt11 invoice',
      valid: true,
      amount_msat: 1_000_000,
      description: 'tea',
      payment_hash,
    });
    const waiting = payee.call('waitanyinvoice', { lastpay_index: 0 });
    const paid = await payer.call<{ payment_preimage: string }>('xpay', { invstring: bolt11, maxfee: 1_100 });
    expect(paid).toMatchObject({ amount_msat: 1_000_000, amount_sent_msat: 1_001_100 });
    expect(createHash('sha256').update(paid.payment_preimage, 'hex').digest('hex')).toBe(payment_hash);
    const received = { label: 'first', status: 'paid', pay_index: 1, amount_received_msat: 1_000_000 };
    expect(await waiting).toMatchObject({ ...received, payment_preimage: paid.payment_preimage });
    expect(await payee.call('waitinvoice', { label: 'first' })).toMatchObject(received);
    expect(await payee.call('listinvoices', { label: 'first' })).toMatchObject({ invoices: [received] });
    const row = { payment_hash, status: 'complete', amount_sent_msat: 1_001_100 };
    expect(await payer.call('listpays', { bolt11 })).toMatchObject({
      pays: [{ ...row, preimage: paid.payment_preimage }],
    });
    expect(await payer.call('listsendpays', { payment_hash })).toMatchObject({
      payments: [{ ...row, payment_preimage: paid.payment_preimage }],
    });
    expect(await payer.call('waitsendpay', { payment_hash, partid: 1 })).toMatchObject(row);
  });

  it('pay, and pay again: the same answer', async () => {
    const { bolt11, payment_hash } = await invoice('second');
    const paid = await payer.call('pay', { bolt11, label: 'rent' });
    expect(paid).toMatchObject({ payment_hash, status: 'complete', amount_sent_msat: 1_001_100 });
    expect(await payer.call('pay', { bolt11 })).toMatchObject({ payment_hash, status: 'complete' });
    expect(network.running.emulated.payments).toHaveLength(2);
  });

  it('raises RpcError with the code and the data of the daemon', async () => {
    await expect(invoice('first')).rejects.toMatchObject({ name: 'RpcError', error: { code: 900 } });
    const { bolt11, payment_hash } = await invoice('third');
    const raised = (code: number, text: string) => ({
      name: 'RpcError',
      error: { code, message: expect.stringContaining(text) },
    });
    await expect(payer.call('xpay', { invstring: bolt11, maxfee: 1_099 })).rejects.toMatchObject(
      raised(205, 'We could not find a usable set of paths'),
    );
    expect(await payer.call('listpays', { payment_hash })).toEqual({ pays: [] });
    const rich = await invoice('rich', { amount_msat: '0.02btc' });
    await expect(payer.call('xpay', { invstring: rich.bolt11 })).rejects.toMatchObject(raised(205, ''));
    await expect(payer.call('pay', { bolt11: 'lnbcrt1nonsense' })).rejects.toMatchObject(
      raised(-32602, 'Invalid bolt11'),
    );
    await expect(payee.call('waitanyinvoice', { lastpay_index: 99, timeout: 1 })).rejects.toMatchObject(
      raised(904, ''),
    );
    const expiring = await invoice('expiring', { expiry: 1 });
    network.running.emulated.advance(60_000);
    await expect(payer.call('xpay', { invstring: expiring.bolt11 })).rejects.toMatchObject(raised(207, ''));
    await expect(payer.call('nothing-like-it')).rejects.toMatchObject(raised(-32601, 'Unknown command'));
  });

  it('waits for what changes (wait), and deletes an invoice', async () => {
    const cursor = { subsystem: 'invoices', indexname: 'created' };
    const { created } = await payee.call<{ created: number }>('wait', { ...cursor, nextvalue: 0 });
    const waiting = payee.call('wait', { ...cursor, nextvalue: created + 1 });
    await invoice('last');
    expect(await waiting).toMatchObject({ subsystem: 'invoices', created: created + 1 });
    expect(await payee.call('delinvoice', { label: 'last', status: 'unpaid' })).toMatchObject({
      label: 'last',
    });
    expect(await payee.call('listinvoices', { label: 'last' })).toEqual({ invoices: [] });
  });

  it('raises when the connection breaks after the daemon took the payment; the record tells what became of it', async () => {
    const { bolt11, payment_hash } = await invoice('struck');
    const reset = { kind: 'net.reset', id: 'pyln', node: 'payer', phase: 'after', count: 1 } as const;
    network.running.emulated.faults.switchOn({ ...reset, calls: ['pay'] });
    await expect(payer.call('xpay', { invstring: bolt11 })).rejects.toThrow();
    await expect
      .poll(() => payer.call('listpays', { payment_hash }), PATIENCE)
      .toMatchObject({ pays: [{ status: 'complete', amount_sent_msat: 1_001_100 }] });
    await expect(payer.call('xpay', { invstring: bolt11 })).rejects.toMatchObject({ error: { code: 219 } });
  });

  it('help, which other libraries ask for what a command can do', async () => {
    expect(await payer.call('help', { command: 'invoice' })).toMatchObject({
      help: [{ command: expect.stringContaining('deschashonly') }],
    });
  });
});
