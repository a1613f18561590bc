import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../emulators/emulator.ts';
import { pythonClient, titleOf } from './python-client.fixture.ts';
import { PythonSession } from './python-session.fixture.ts';
import { type RealNetwork, realNetwork } from './real-network.fixture.ts';

const LNBITS = 'LNbits 1.6.2 (PyPI)';
const lnbits = await pythonClient({ name: 'lnbits', minors: { from: 10, to: 12 } });
const BALANCE_MSAT = 1_000_000_000;
const FEE_MSAT = 1_100;
/** Of wall time: what else runs on this machine is not known. */
const LOAD_MS = 60_000;
const PATIENCE = { timeout: 20_000 };

const secret = (file: string) => readFileSync(file, 'utf8').trim();

/** What an operator of LNbits writes into its settings. */
function settingsOf(endpoint: Endpoint): Readonly<Record<string, string>> {
  switch (endpoint.daemon) {
    case 'lnd': {
      const [host = '', port = ''] = endpoint.grpc.split(':');
      return {
        lnd_grpc_endpoint: host,
        lnd_grpc_port: port,
        lnd_grpc_cert: endpoint.tlsCertFile,
        lnd_grpc_macaroon: endpoint.macaroonFile,
      };
    }
    case 'cln': {
      const rune = secret(endpoint.runeFile);
      return {
        corelightning_rpc: endpoint.socketFile,
        clnrest_url: endpoint.rest,
        clnrest_ca: endpoint.caFile,
        clnrest_readonly_rune: rune,
        clnrest_invoice_rune: rune,
        clnrest_pay_rune: rune,
      };
    }
    case 'eclair':
      return { eclair_url: endpoint.http, eclair_pass: secret(endpoint.passwordFile) };
  }
}

interface Made {
  readonly ok: boolean | null;
  readonly checking_id: string;
  readonly payment_request: string;
  readonly preimage: string;
}

/** One process for all: LNbits takes two seconds to load. */
let session: PythonSession;
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-lnbits-'));
beforeAll(async () => {
  if (lnbits.missing !== null) return;
  const script = fileURLToPath(new URL('python/lnbits_wallet.py', import.meta.url));
  session = await PythonSession.start(lnbits.python, script, [], folder);
}, LOAD_MS);
afterAll(async () => {
  await session?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * What LNbits concludes, not what is so. `feeMsat`: on some funding sources it shows a fee as negative. `neverPaid`: a hash
 * that Core Lightning has no record of is taken for a payment that failed. `tooMuch`: it looks for the errors of clnrest in
 * `error`, where clnrest does not put them (core-lightning-observed.md §8), and never knows through it that a payment failed.
 */
const SOURCES = [
  {
    source: 'LndWallet',
    daemon: 'lnd',
    feeMsat: FEE_MSAT,
    neverPaid: null,
    tooMuch: { ok: false, error_message: 'Payment failed: FAILURE_REASON_INSUFFICIENT_BALANCE' },
  },
  {
    source: 'CoreLightningWallet',
    daemon: 'cln',
    feeMsat: -FEE_MSAT,
    neverPaid: false,
    tooMuch: { ok: false, error_message: expect.stringContaining('Payment failed: ') },
  },
  {
    source: 'CLNRestWallet',
    daemon: 'cln',
    feeMsat: FEE_MSAT,
    neverPaid: null,
    tooMuch: { ok: null, error_message: 'Unknown error' },
  },
  {
    source: 'EclairWallet',
    daemon: 'eclair',
    feeMsat: -FEE_MSAT,
    neverPaid: null,
    tooMuch: { ok: false, error_message: 'payment failed' },
  },
] as const;

describe.skipIf(lnbits.missing !== null).each(SOURCES)(`${titleOf(lnbits, LNBITS)}: $source`, (row) => {
  const { source, daemon, feeMsat, neverPaid, tooMuch } = row;
  let network: RealNetwork<Endpoint['daemon'], Endpoint['daemon']>;
  const payer = <Said>(name: string, given: object = {}) =>
    session.call<Said>(name, { wallet: `payer ${source}`, ...given });
  const payee = <Said>(name: string, given: object = {}) =>
    session.call<Said>(name, { wallet: `payee ${source}`, ...given });
  const invoice = (amount: number) => payee<Made>('create_invoice', { amount, memo: 'tea' });
  const pay = ({ payment_request }: Made) =>
    payer('pay_invoice', { bolt11: payment_request, fee_limit_msat: FEE_MSAT });

  beforeAll(async () => {
    network = await realNetwork(daemon, daemon);
    for (const who of ['payer', 'payee'] as const) {
      const settings = settingsOf(network[who]);
      await session.call('open', { name: `${who} ${source}`, class: source, settings });
    }
  }, LOAD_MS);
  afterAll(async () => {
    await Promise.all([payer('close'), payee('close')]);
    await network.stop();
  });

  it('tells the balance', async () => {
    expect(await payer('status')).toEqual({ error_message: null, balance_msat: BALANCE_MSAT });
    expect(await payee('status')).toEqual({ error_message: null, balance_msat: 0 });
  });

  it('makes an invoice, pays it, finds it on both sides, and hears of it', async () => {
    await payee('follow');
    const made = await invoice(1000);
    expect(made).toMatchObject({ ok: true, checking_id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { checking_id, preimage } = made;
    expect(await payee('get_invoice_status', { checking_id })).toMatchObject({ paid: null });
    expect(await pay(made)).toMatchObject({ ok: true, checking_id, preimage, fee_msat: feeMsat });
    expect(await session.event()).toEqual([`payee ${source}`, checking_id]);
    expect(await payee('get_invoice_status', { checking_id })).toMatchObject({ paid: true });
    const paid = { paid: true, fee_msat: feeMsat, preimage };
    expect(await payer('get_payment_status', { checking_id })).toEqual(paid);
    const balance_msat = BALANCE_MSAT - 1_000_000 - FEE_MSAT;
    expect(await payer('status')).toMatchObject({ balance_msat: shown(balance_msat) });
  });

  it('pays nothing that it does not have', async () => {
    const made = await invoice(2_000_000);
    expect(await pay(made)).toMatchObject(tooMuch);
    const { checking_id } = made;
    expect(await payee('get_invoice_status', { checking_id })).toMatchObject({ paid: null });
  });

  it('concludes of a hash that was never paid', async () => {
    const checking_id = 'ab'.repeat(32);
    expect(await payer('get_payment_status', { checking_id })).toMatchObject({ paid: neverPaid });
  });

  it('does not know, when the connection breaks after the node took the payment; then it looks it up', async () => {
    const { emulated } = network.running;
    const before = emulated.payments.length;
    const made = await invoice(1000);
    emulated.faults.switchOn({
      kind: 'net.reset',
      id: source,
      node: 'payer',
      calls: ['pay'],
      phase: 'after',
      count: 1,
    });
    expect(await pay(made)).toMatchObject({ ok: null });
    const { checking_id, preimage } = made;
    await expect
      .poll(() => payer('get_payment_status', { checking_id }), PATIENCE)
      .toEqual({ paid: true, fee_msat: feeMsat, preimage });
    expect(emulated.payments.length - before).toBe(1);
    expect(await session.event()).toEqual([`payee ${source}`, checking_id]);
  });

  /** Core Lightning says millisatoshis; LNbits asks LND and Eclair in a way that has whole satoshis. */
  function shown(msat: number): number {
    return daemon === 'cln' ? msat : Math.floor(msat / 1000) * 1000;
  }
});
