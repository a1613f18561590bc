import { secp256k1 } from '@noble/curves/secp256k1.js';
import { createUnsignedRequest } from 'invoices';
import { bech32, wordsOf } from './bech32.ts';

/** What an invoice is made of. Amounts are msat. */
export interface Bolt11Draft {
  /** 32 bytes: the payee's key. */
  readonly secret: Uint8Array;
  readonly hash: string;
  /** null: the payer chooses. */
  readonly amountMsat: number | null;
  readonly description: string;
  /** Unix ms, whole seconds. */
  readonly createdAtMs: number;
  readonly expirySeconds: number;
  readonly paymentSecret: string;
  readonly minFinalCltvBlocks: number;
  /** `regtest` when not given. */
  readonly network?: 'bitcoin' | 'regtest';
}

/** `var_onion_optin` and `payment_secret` required, `basic_mpp` offered: what every node of today writes (BOLT 9). */
const FEATURES = [{ bit: 8 }, { bit: 14 }, { bit: 17 }] as const;

/**
 * A signed BOLT 11 invoice, of regtest (`lnbcrt…`) unless the draft says otherwise. The same draft gives the same text (RFC
 * 6979). The fields are put together by `invoices`; it is signed here, because `invoices` finds the recovery number by trying,
 * which takes four times as long.
 * @throws RangeError for a description of more than 639 bytes, or an expiry that is no whole number of seconds, or 0
 */
export function bolt11(draft: Bolt11Draft): string {
  if (!Number.isSafeInteger(draft.expirySeconds) || draft.expirySeconds < 1)
    throw new RangeError(`an invoice cannot expire after ${draft.expirySeconds} seconds`);
  if (Buffer.byteLength(draft.description) > DESCRIPTION_BYTES_MAX)
    throw new RangeError(`the description of an invoice has at most ${DESCRIPTION_BYTES_MAX} bytes`);
  const { hash, hrp, tags } = createUnsignedRequest({
    created_at: new Date(draft.createdAtMs).toISOString(),
    expires_at: new Date(draft.createdAtMs + draft.expirySeconds * 1000).toISOString(),
    cltv_delta: draft.minFinalCltvBlocks,
    description: draft.description,
    features: FEATURES,
    id: draft.hash,
    ...(draft.amountMsat !== null && { mtokens: String(draft.amountMsat) }),
    network: draft.network ?? 'regtest',
    payment: draft.paymentSecret,
  });
  const signed = secp256k1.sign(Buffer.from(hash, 'hex'), draft.secret, {
    prehash: false,
    format: 'recovered',
  });
  // The curve library puts the recovery number first, BOLT 11 last.
  const signature = Buffer.concat([signed.subarray(1), signed.subarray(0, 1)]);
  return bech32(hrp, [...tags, ...wordsOf(signature)]);
}

const DESCRIPTION_BYTES_MAX = 639;
