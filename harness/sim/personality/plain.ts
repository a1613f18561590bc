import type { NodePersonality } from './personality.ts';

/**
 * A well-behaved node. It checks the invoice's expiry before it looks for duplicates (as LND does, adapters.md §3), refuses
 * a hash that is in flight or settled, lets a failed hash be paid again as a new run, forgets nothing, and after a restart
 * follows old HTLCs to their end without starting new ones.
 */
export const plain: NodePersonality = {
  name: 'plain',
  admit(known, order, nowMs) {
    if (nowMs > order.invoiceExpiresAtMs) return { rejected: 'invoice_expired' };
    return known !== undefined && known.state !== 'failed' ? 'duplicate' : 'accepted';
  },
  resumesAfterRestart: false,
  shown: (record) => record,
};
