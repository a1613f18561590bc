import type { EmulatedInvoice } from '../../desk.ts';
import type { LndHost } from '../host.ts';
import type { Fields } from '../protos.ts';
import { bytes, channelNumber, sat, seconds } from '../values.ts';
import { isSince } from '../version.ts';
import { featureMap } from './info.ts';

/** What every invoice text of the emulated network says (BOLT 9). */
export const INVOICE_FEATURES = featureMap([
  [8, 'tlv-onion'],
  [14, 'payment-addr'],
  [17, 'multi-path-payments'],
]);

/** `Invoice.state`. An invoice that has expired is cancelled by LND's expiry watcher. */
const STATES = {
  open: 'OPEN',
  held: 'ACCEPTED',
  paid: 'SETTLED',
  canceled: 'CANCELED',
  expired: 'CANCELED',
} as const satisfies Readonly<Record<EmulatedInvoice['state'], string>>;

/** `lnrpc.Invoice`. */
export function invoiceMessage(host: LndHost, entry: EmulatedInvoice): Fields {
  const { invoice, receivedMsat, settleIndex, settledAtMs } = entry;
  const state = STATES[entry.state];
  const amountMsat = invoice.amountMsat ?? 0;
  return {
    htlcs: receivedMsat > 0 ? [htlcMessage(host, entry)] : [],
    features: INVOICE_FEATURES,
    memo: invoice.description,
    r_preimage: bytes(entry.preimage),
    r_hash: bytes(invoice.hash),
    value: sat(amountMsat),
    settled: state === 'SETTLED',
    creation_date: seconds(invoice.createdAtMs),
    settle_date: seconds(settledAtMs),
    payment_request: invoice.text,
    expiry: String(invoice.expirySeconds),
    cltv_expiry: String(invoice.minFinalCltvBlocks),
    add_index: String(entry.addIndex),
    settle_index: String(settleIndex),
    amt_paid: String(receivedMsat),
    amt_paid_sat: sat(receivedMsat),
    amt_paid_msat: String(receivedMsat),
    state,
    value_msat: String(amountMsat),
    payment_addr: bytes(invoice.paymentSecret),
  };
}

/** `accountable` signal: TLV type 106823, length 1, value 0. */
const ACCOUNTABLE_DATA = Buffer.from('fe0001a1470100', 'hex');

/** One HTLC that brought it all: how many there were is not known here. */
function htlcMessage({ desk, version }: LndHost, entry: EmulatedInvoice): Fields {
  const { invoice, receivedMsat, settledAtMs, settleIndex, addIndex } = entry;
  const isPaid = settleIndex > 0;
  const channel = desk.channels()[0];
  return {
    chan_id: channel === undefined ? '0' : channelNumber(channel.shortId),
    htlc_index: String(addIndex),
    amt_msat: String(receivedMsat),
    accept_height: desk.height,
    accept_time: seconds(isPaid ? settledAtMs : desk.nowMs),
    resolve_time: seconds(settledAtMs),
    expiry_height: desk.height + invoice.minFinalCltvBlocks,
    state: isPaid ? 'SETTLED' : 'ACCEPTED',
    mpp_total_amt_msat: String(receivedMsat),
    ...(isSince(version, 21) && {
      custom_records: { '106823': Buffer.of(0) },
      custom_channel_data: ACCOUNTABLE_DATA,
    }),
  };
}
