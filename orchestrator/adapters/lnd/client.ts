import type { LightningNode, NodeCapabilities } from '../../ports/lightning-node.ts';
import { RESEND_SAFE } from '../capabilities.ts';
import { LndConnection } from './connection.ts';
import { followLnd } from './follow.ts';
import { healthOfLnd } from './health.ts';
import { cancelInvoice, createInvoice, invoiceOf, settleInvoice } from './invoices.ts';
import { LndPaymentList } from './list.ts';
import { lookUpLnd } from './lookup.ts';
import { type LndOptions, readOptions } from './options.ts';
import { payLnd } from './pay.ts';
import { OLDEST_VERSION, probeLnd } from './probe.ts';

/** adapters.md §1.1, lnd-observed.md §§5, 8. */
export const LND_CAPABILITIES: NodeCapabilities = {
  daemon: 'lnd',
  resendSafe: RESEND_SAFE.lnd,
  deduplicates: 'always',
  feeCapMsat: true,
  explicitNotFound: true,
  feeAfterRestart: true,
  failureReasonAfterRestart: true,
  holdInvoices: true,
  cancelInvoices: true,
  // Invoices; the ends of payments are not.
  replaysEvents: true,
  listsAll: true,
  attemptWindow: true,
  oldestVersion: OLDEST_VERSION,
};

/**
 * An LND, 0.18 to 0.21, over gRPC. Connects at the first call. Node's TLS takes LND's ECDSA certificates as it comes; an
 * environment that sets `GRPC_SSL_CIPHER_SUITES` must leave ECDSA suites in.
 *
 * @throws NodeRefused 'configuration': a file that cannot be read, no certificate, a macaroon that is not hex, no endpoint
 */
export function createLndNode(options: LndOptions): LightningNode {
  const { name, host } = options;
  const address = readOptions(options);
  const at = new LndConnection(name, address, host);
  const payments = new LndPaymentList(at);
  return {
    name,
    capabilities: LND_CAPABILITIES,
    probe: () => probeLnd(at, address.network),
    pay: (call) => payLnd(at, call),
    lookup: (call) => lookUpLnd(at, call),
    list: (call) => payments.list(call),
    health: () => healthOfLnd(at),
    createInvoice: (order) => createInvoice(at, order),
    invoice: (hash) => invoiceOf(at, hash),
    settleInvoice: (preimage) => settleInvoice(at, preimage),
    cancelInvoice: (hash) => cancelInvoice(at, hash),
    follow: (follower, cursor) => followLnd(at, follower, cursor),
    close: async () => at.close(),
  };
}
