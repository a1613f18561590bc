import type { Difference } from '../difference.ts';

/** Eclair: where the emulator differs from the recordings. */
export const ECLAIR_DIFFERENCES: readonly Difference[] = [
  {
    method: 'payinvoice',
    differs: ['remainingAttribution_opt: digits → absent'],
    why: 'attribution data, which an Eclair that is paid sends back: simulated nodes send none',
  },
  {
    method: 'getsentinfo',
    differs: ['[].status.type: failed | sent → sent', '[].status.failures: list → absent'],
    why: 'of the recorded parts one failed for want of funds and was sent another way; simulated parts find their way at once',
  },
  {
    method: 'getsentinfo',
    differs: ['[].invoice.paymentMetadata: text → absent'],
    why: 'invoices of Eclair carry payment metadata; emulated invoices carry none',
  },
  {
    method: 'stop',
    differs: ['(status): lost → HTTP 400', '(text): none → stop is not emulated'],
    why: 'an emulated daemon is stopped by the network that it sits in',
  },
];
