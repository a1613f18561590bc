import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';
import { demandsUnknown } from './features.ts';
import { invoiceTags } from './invoice-tags.ts';

/** BOLT 11: amounts are in bitcoin and a letter; msat of one such unit. */
const UNIT_MSAT: Readonly<Record<string, number>> = { '': 1e11, m: 1e8, u: 1e5, n: 100, p: 0.1 };

/** An invoice that demands features which Eclair does not know, and that it takes all the same; null: it is none. */
export function alienInvoice(desk: EmulatedDesk, text: string): DecodedBolt11 | null {
  if (!demandsFeature(desk, text)) return null;
  const match = /^ln(bcrt|tbs|tb|bc)(\d*)([munp]?)1[02-9ac-hj-np-z]{120,}$/i.exec(text);
  if (match === null) return null;
  const tags = invoiceTags(text);
  if (!demandsUnknown(tags.featureBits) || tags.paymentHash === '') return null;
  const amount = match[2] ?? '';
  return {
    text: text.toLowerCase(),
    hash: tags.paymentHash,
    payeePubkey: '',
    payee: -1,
    amountMsat: amount === '' ? null : Number(amount) * UNIT_MSAT[match[3]!.toLowerCase()]!,
    description: '',
    createdAtMs: tags.createdAtSeconds * 1000,
    expirySeconds: tags.expirySeconds ?? 3600,
    paymentSecret: '',
    minFinalCltvBlocks: tags.minFinalCltvExpiry ?? 18,
    network: match[1]!.toLowerCase(),
  };
}

/** Whether that is all that is wrong with it. */
function demandsFeature(desk: EmulatedDesk, text: string): boolean {
  try {
    desk.decode(text);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && thrown.message.includes('demands feature');
  }
}
