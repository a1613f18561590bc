import { hash } from 'node:crypto';
import type { Digest, PaymentHash, Preimage } from './ids.ts';

/** SHA-256 of UTF-8 text as 64 hex digits. Pure; the one hash that the orchestrator uses. */
export function sha256Text(text: string): Digest {
  return hash('sha256', text, 'hex') as Digest;
}

/** Whether the preimage proves payment of the hash (BOLT 4). Malformed input proves nothing. */
export function preimageProves(preimage: Preimage | string, paymentHash: PaymentHash): boolean {
  if (preimage.length !== 64) return false;
  const bytes = Buffer.from(preimage, 'hex');
  return bytes.length === 32 && hash('sha256', bytes, 'hex') === paymentHash;
}
