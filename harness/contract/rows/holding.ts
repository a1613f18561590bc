import { hash as digest } from 'node:crypto';
import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import { type InvoiceOrder, NodeRefused } from '#orchestrator/ports/lightning-node';
import type { Findings } from '../findings.ts';
import type { Rig } from '../rig.ts';
import type { ContractRow } from '../row.ts';
import { lookup, payAndHold, payCall, refusal, timesPaid } from './steps.ts';

const hashOf = (preimage: string) => digest('sha256', Buffer.from(preimage, 'hex'), 'hex') as PaymentHash;
const ORDER: InvoiceOrder = { amountMsat: msat(3_456_789n), description: 'tea', expirySeconds: 600 };

/** An invoice of the payee under test, and the payer's call for it. */
async function made(rig: Rig, more: Partial<InvoiceOrder> = {}) {
  const order = { ...ORDER, ...more };
  const { hash, text } = await rig.time.until(rig.payee.createInvoice(order));
  const { amountMsat } = order;
  return { hash, text, amountMsat, call: payCall(rig, { hash, text, amountMsat }) };
}

async function state(rig: Rig, hash: PaymentHash): Promise<string> {
  const invoice = await rig.time.until(rig.payee.invoice(hash));
  return invoice === null ? 'none' : invoice.state;
}

async function refused(rig: Rig, found: Findings, asked: Promise<unknown>, what: string): Promise<void> {
  const error = await refusal(rig, asked);
  const kind = error instanceof NodeRefused ? error.kind : null;
  found.same(kind, 'not_supported', `${what}, of which it says that it cannot`);
}

const cannotHold: ContractRow['declared'] = ({ holdInvoices }) =>
  holdInvoices ? null : 'makes no hold invoices, and says so';

export const HOLDING: readonly ContractRow[] = [
  {
    id: 'hold.settle',
    promise:
      'A held payment is in flight, however long: no time-out makes it failed. Once settled it is settled.',
    source: 'adapters.md §3.4, §4.4, §5.3; eclair-observed.md §1 (4)',
    needs: [],
    async run(rig, found) {
      const { invoice, paying } = await payAndHold(rig);
      found.kind(await lookup(rig, invoice.hash), ['in_flight'], 'look-up while it is held');
      found.kind(await rig.time.until(paying), ['unknown', 'in_flight'], 'a call that outlived its time');
      await rig.time.pass(120_000);
      found.kind(await lookup(rig, invoice.hash), ['in_flight'], 'look-up minutes later');
      rig.friend.settle(invoice.hash);
      await rig.time.pass(2_000);
      const settled = await lookup(rig, invoice.hash);
      found.kind(settled, ['settled'], 'look-up at the end');
      if (settled.kind === 'settled') found.same(settled.preimage, invoice.preimage, 'the preimage');
      found.same(timesPaid(rig, invoice.hash), 1, 'how often it settled');
    },
  },
  {
    id: 'hold.cancel',
    promise: 'A held payment that the payee gives back has failed, for the payee’s reason.',
    source: 'adapters.md §3.4, §4.4, §5.3',
    needs: [],
    async run(rig, found) {
      const { invoice, paying } = await payAndHold(rig);
      rig.friend.cancel(invoice.hash);
      const answer = await rig.time.until(paying);
      found.kind(answer, ['failed'], 'pay');
      if (answer.kind === 'failed') found.same(answer.reason, 'incorrect_payment_details', 'the reason');
      await rig.time.pass(2_000);
      found.kind(await lookup(rig, invoice.hash), ['failed'], 'look-up');
      found.same(rig.truth.htlcs(invoice.hash), 0, 'HTLCs that are out');
    },
  },
  {
    id: 'hold.own-invoice-settled',
    promise: 'A hold invoice of the node is open, held and paid in turn; its preimage is not told before.',
    source: 'adapters.md §3.2, §4.2',
    needs: [],
    declared: cannotHold,
    async run(rig, found) {
      const preimage = '5e'.repeat(32) as Preimage;
      const holdHash = hashOf(preimage);
      if (!rig.payee.capabilities.holdInvoices) {
        await refused(rig, found, rig.payee.createInvoice({ ...ORDER, holdHash }), 'a hold invoice');
        await refused(rig, found, rig.payee.settleInvoice(preimage), 'to settle one');
        return;
      }
      const { hash, call } = await made(rig, { holdHash });
      found.same(hash, holdHash, 'the hash of the invoice');
      found.same(await state(rig, hash), 'open', 'the invoice');
      const paying = rig.payer.pay(call);
      await rig.time.pass(3_000);
      const held = await rig.time.until(rig.payee.invoice(hash));
      found.same(held?.state, 'held', 'the invoice');
      found.same(held?.preimage, '', 'its preimage');
      await rig.time.until(rig.payee.settleInvoice(preimage));
      const answer = await rig.time.until(paying);
      found.kind(answer, ['settled'], 'pay');
      const paid = await rig.time.until(rig.payee.invoice(hash));
      found.same(paid?.state, 'paid', 'the invoice');
      found.same(paid?.receivedMsat, ORDER.amountMsat, 'what it received');
    },
  },
  {
    id: 'hold.own-invoice-canceled',
    promise: 'A hold invoice of the node can be closed while it is held; the payer gets its money back.',
    source: 'adapters.md §3.2, §4.2',
    needs: [],
    declared: cannotHold,
    async run(rig, found) {
      if (!rig.payee.capabilities.holdInvoices) {
        const asked = rig.payee.createInvoice({ ...ORDER, holdHash: hashOf('5f'.repeat(32)) });
        await refused(rig, found, asked, 'a hold invoice');
        return;
      }
      const { hash, call } = await made(rig, { holdHash: hashOf('5f'.repeat(32)) });
      const paying = rig.payer.pay(call);
      await rig.time.pass(3_000);
      await rig.time.until(rig.payee.cancelInvoice(hash));
      found.kind(await rig.time.until(paying), ['failed'], 'pay');
      found.same(await state(rig, hash), 'canceled', 'the invoice');
      found.same(rig.truth.htlcs(hash), 0, 'HTLCs that are out');
    },
  },
  {
    id: 'invoice.own',
    promise:
      'An invoice of the node is open, then paid with what it asked for; unpaid it expires. A chosen preimage is kept.',
    source: 'adapters.md §3.2, §4.2, §5.2',
    needs: [],
    async run(rig, found) {
      const preimage = '60'.repeat(32) as Preimage;
      const { hash, call } = await made(rig, { preimage });
      found.same(hash, hashOf(preimage), 'the hash of the invoice');
      found.same(await state(rig, hash), 'open', 'the invoice');
      const answer = await rig.time.until(rig.payer.pay(call));
      found.kind(answer, ['settled'], 'pay');
      if (answer.kind === 'settled') found.same(answer.preimage, preimage, 'the preimage');
      const paid = await rig.time.until(rig.payee.invoice(hash));
      found.same(paid?.state, 'paid', 'the invoice');
      found.same(paid?.receivedMsat, ORDER.amountMsat, 'what it received');
      const unpaid = await made(rig, { amountMsat: null, expirySeconds: 60 });
      await rig.time.pass(62_000);
      found.that(
        // LND keeps no state for it: an invoice that nobody can pay any more is closed.
        ['expired', 'canceled'].includes(await state(rig, unpaid.hash)),
        `an expired invoice is ${await state(rig, unpaid.hash)}`,
      );
    },
  },
  {
    id: 'invoice.own-closed',
    promise: 'An unpaid invoice can be closed, and is not paid any more.',
    source: 'adapters.md §3.2, §4.2, §5.2',
    needs: [],
    declared: ({ cancelInvoices }) => (cancelInvoices ? null : 'closes no invoices, and says so'),
    async run(rig, found) {
      const { hash, call } = await made(rig);
      if (!rig.payee.capabilities.cancelInvoices) {
        await refused(rig, found, rig.payee.cancelInvoice(hash), 'to close an invoice');
        return;
      }
      await rig.time.until(rig.payee.cancelInvoice(hash));
      found.that(
        ['none', 'canceled'].includes(await state(rig, hash)),
        `a closed invoice is ${await state(rig, hash)}`,
      );
      const answer = await rig.time.until(rig.payer.pay(call));
      found.kind(answer, ['failed'], 'pay');
      found.same(rig.truth.receivedMsat(hash), 0, 'what the payee got');
    },
  },
];
