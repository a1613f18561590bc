import type { DecodedBolt11 } from '../desk.ts';
import { featuresJson } from './features.ts';
import { invoiceTags } from './invoice-tags.ts';

/** An invoice as `parseinvoice`, `createinvoice` and every row show it. */
export function invoiceJson(invoice: DecodedBolt11): Readonly<Record<string, unknown>> {
  const tags = invoiceTags(invoice.text);
  return {
    prefix: `ln${invoice.network}`,
    timestamp: Math.floor(invoice.createdAtMs / 1000),
    nodeId: invoice.payeePubkey,
    serialized: invoice.text,
    description: invoice.description,
    paymentHash: invoice.hash,
    ...(tags.paymentMetadata !== '' && { paymentMetadata: tags.paymentMetadata }),
    ...(tags.expirySeconds !== null && { expiry: tags.expirySeconds }),
    ...(tags.minFinalCltvExpiry !== null && { minFinalCltvExpiry: tags.minFinalCltvExpiry }),
    ...(invoice.amountMsat !== null && { amount: invoice.amountMsat }),
    features: featuresJson(tags.featureBits),
    routingInfo: tags.routingInfo,
  };
}
