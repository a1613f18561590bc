import type { EmulatedInvoice } from '../../desk.ts';
import type { LndHost, Method } from '../host.ts';
import type { Fields } from '../protos.ts';
import { refuse } from '../refusal.ts';
import { bytes, hexOf, numberOf } from '../values.ts';

const EXPIRY_SECONDS = 86_400;
const EXPIRY_SECONDS_MAX = 31_536_000;
const MEMO_BYTES_MAX = 1024;

/** `invoicesrpc/addinvoice.go`. */
export const addInvoice: Method = (call, host) => {
  const preimage = hexOf(call.request.r_preimage);
  if (preimage !== '' && preimage.length !== 64)
    refuse(`payment preimage must be exactly 32 bytes, is instead ${preimage.length / 2}`);
  const { invoice, addIndex } = create(host, call.request, preimage === '' ? {} : { preimage });
  call.finish({
    r_hash: bytes(invoice.hash),
    payment_request: invoice.text,
    add_index: String(addIndex),
    payment_addr: bytes(invoice.paymentSecret),
  });
};

export const addHoldInvoice: Method = (call, host) => {
  const holdHash = hexOf(call.request.hash);
  if (holdHash.length !== 64) refuse(`invalid hash length of ${holdHash.length / 2}, want 32`);
  if (host.desk.invoice(holdHash) !== undefined) refuse(DUPLICATE);
  const { invoice, addIndex } = create(host, call.request, { holdHash });
  call.finish({
    payment_request: invoice.text,
    add_index: String(addIndex),
    payment_addr: bytes(invoice.paymentSecret),
  });
};

const DUPLICATE = 'invoice with payment hash already exists';

function create(
  { desk }: LndHost,
  request: Fields,
  secret: { readonly preimage?: string; readonly holdHash?: string },
): EmulatedInvoice {
  const description = String(request.memo ?? '');
  const memoBytes = Buffer.byteLength(description);
  if (memoBytes > MEMO_BYTES_MAX) refuse(`memo too large: ${memoBytes} bytes (maxsize=${MEMO_BYTES_MAX})`);
  const amountMsat = amountOf(request.value, request.value_msat);
  const expirySeconds = numberOf(request.expiry) || EXPIRY_SECONDS;
  if (expirySeconds < 0) refuse(`expiry of ${expirySeconds} seconds is negative`);
  if (expirySeconds > EXPIRY_SECONDS_MAX)
    refuse(`expiry of ${expirySeconds} seconds greater than max expiry of ${EXPIRY_SECONDS_MAX} seconds`);
  try {
    return desk.createInvoice({ amountMsat: amountMsat || null, description, expirySeconds, ...secret });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(/there is an invoice/.test(error.message) ? DUPLICATE : error.message);
  }
}

/** `lnrpc.UnmarshallAmt`. */
export function amountOf(satField: unknown, msatField: unknown): number {
  const amountSat = numberOf(satField);
  const amountMsat = numberOf(msatField);
  if (amountSat !== 0 && amountMsat !== 0) refuse('sat and msat arguments are mutually exclusive');
  if (amountSat < 0 || amountMsat < 0) refuse('amount cannot be negative');
  return amountMsat || amountSat * 1000;
}
