import type { NodeCapabilities } from '#orchestrator/ports/lightning-node';

type Daemon = NodeCapabilities['daemon'];
/** Hold invoices and the version come with how a daemon is reached and built. */
export type Documented = Omit<
  NodeCapabilities,
  'daemon' | 'holdInvoices' | 'oldestVersion' | 'replaysEvents' | 'listsAll'
>;

const WELL_BEHAVED: Documented = {
  resendSafe: true,
  deduplicates: 'always',
  feeCapMsat: true,
  explicitNotFound: true,
  feeAfterRestart: true,
  failureReasonAfterRestart: true,
  cancelInvoices: true,
  attemptWindow: true,
};

/**
 * What the references say that each daemon does with payments (adapters.md §1.1 and the pages of what real daemons did), written
 * down a second time: an adapter that declares something else is wrong, or knows more than they do.
 */
export const DOCUMENTED: Readonly<Record<Daemon, Documented>> = {
  // Made up: it keeps no reasons over a restart.
  plain: { ...WELL_BEHAVED, failureReasonAfterRestart: false },
  lnd: WELL_BEHAVED,
  cln: {
    ...WELL_BEHAVED,
    resendSafe: false,
    deduplicates: 'in_memory',
    explicitNotFound: false,
    failureReasonAfterRestart: false,
  },
  eclair: {
    ...WELL_BEHAVED,
    resendSafe: false,
    deduplicates: 'never',
    explicitNotFound: false,
    feeAfterRestart: false,
    failureReasonAfterRestart: false,
    attemptWindow: false,
  },
};
