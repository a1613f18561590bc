import { createHash } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { createUnsignedRequest } from 'invoices';
import { bech32, wordsOf } from '../bech32.ts';

/** A well-made invoice of nobody's that demands feature 1000. */
export function alienInvoice(createdAtMs: number): { readonly hash: string; readonly text: string } {
  const id = createHash('sha256').update('alien').digest('hex');
  const { hash, hrp, tags } = createUnsignedRequest({
    created_at: new Date(createdAtMs).toISOString(),
    expires_at: new Date(createdAtMs + 3_600_000).toISOString(),
    cltv_delta: 40,
    description: 'alien',
    features: [{ bit: 8 }, { bit: 14 }, { bit: 1000 }],
    id,
    mtokens: '10000000',
    network: 'regtest',
    payment: '11'.repeat(32),
  });
  const signed = secp256k1.sign(Buffer.from(hash, 'hex'), Buffer.alloc(32, 7), {
    prehash: false,
    format: 'recovered',
  });
  const signature = Buffer.concat([signed.subarray(1), signed.subarray(0, 1)]);
  return { hash: id, text: bech32(hrp, [...tags, ...wordsOf(signature)]) };
}
