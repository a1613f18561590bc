import { RESEND_SAFE } from '#orchestrator/adapters/capabilities';
import type { NodeCapabilities } from '#orchestrator/ports/lightning-node';
import type { Implementation } from '#topologies/network';

const PLAIN: NodeCapabilities = {
  daemon: 'plain',
  resendSafe: RESEND_SAFE.plain,
  deduplicates: 'always',
  feeCapMsat: true,
  explicitNotFound: true,
  feeAfterRestart: true,
  failureReasonAfterRestart: false,
  holdInvoices: true,
  cancelInvoices: true,
  replaysEvents: false,
  listsAll: true,
  attemptWindow: true,
  oldestVersion: '',
};

/**
 * What a node driven in this process can do: its payments are the daemon's own (`sim/personality/`), while invoices, lists and
 * events are those of the simulated network, without what a protocol would add or leave out.
 */
export const SIM_CAPABILITIES: Readonly<Record<Implementation, NodeCapabilities>> = {
  plain: PLAIN,
  lnd: { ...PLAIN, daemon: 'lnd', resendSafe: RESEND_SAFE.lnd, failureReasonAfterRestart: true },
  cln: {
    ...PLAIN,
    daemon: 'cln',
    resendSafe: RESEND_SAFE.cln,
    deduplicates: 'in_memory',
    explicitNotFound: false,
  },
  eclair: {
    ...PLAIN,
    daemon: 'eclair',
    resendSafe: RESEND_SAFE.eclair,
    deduplicates: 'never',
    explicitNotFound: false,
    feeAfterRestart: false,
    listsAll: false,
    attemptWindow: false,
  },
  // The port has no adapter of this daemon yet, and no name for it.
  ldk: { ...PLAIN, resendSafe: RESEND_SAFE.ldk, deduplicates: 'in_memory' },
};
