import type { DecodedBolt11 } from '../../desk.ts';
import { bolt11Tail } from '../bolt11-tail.ts';
import { type Method, method } from '../method.ts';
import { anyText, need } from '../params.ts';
import { badParam } from '../rpc-error.ts';
import { seconds } from '../sendpay-rows.ts';

const decode = method('decode', 'info', { string: need(anyText) }, ({ string }, { node }) => {
  let invoice: DecodedBolt11;
  try {
    invoice = node.decode(string);
  } catch {
    throw badParam('string', 'Bad bech32 string');
  }
  const { signature, features } = bolt11Tail(invoice.text.toLowerCase());
  return {
    type: 'bolt11 invoice',
    currency: invoice.network,
    created_at: seconds(invoice.createdAtMs),
    expiry: invoice.expirySeconds,
    payee: invoice.payeePubkey,
    amount_msat: invoice.amountMsat ?? undefined,
    description: invoice.description,
    min_final_cltv_expiry: invoice.minFinalCltvBlocks,
    payment_secret: invoice.paymentSecret,
    features,
    payment_hash: invoice.hash,
    signature,
    valid: true,
  };
});

export const DECODE: readonly Method[] = [decode];
