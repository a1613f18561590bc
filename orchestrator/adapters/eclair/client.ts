import {
  type LightningNode,
  type NodeCapabilities,
  NodeRefused,
  type Subscription,
} from '../../ports/lightning-node.ts';
import { RESEND_SAFE } from '../capabilities.ts';
import { EclairApi } from './api.ts';
import { followEvents } from './events.ts';
import { healthOf } from './health.ts';
import { InfoWatch } from './info-watch.ts';
import { EclairInvoices } from './invoices.ts';
import { EclairListing } from './listing.ts';
import { addressOf, type EclairOptions, NETWORKS } from './options.ts';
import { EclairPayments } from './payments.ts';
import { OLDEST_VERSION, probeEclair } from './probe.ts';

/** adapters.md §1.1, and eclair-observed.md where it knows better. */
export const ECLAIR_CAPABILITIES: NodeCapabilities = {
  daemon: 'eclair',
  resendSafe: RESEND_SAFE.eclair,
  deduplicates: 'never',
  feeCapMsat: true,
  // `[]` is also what it says in the first ms of a payment, and of an invoice whose features it does not know.
  explicitNotFound: false,
  feeAfterRestart: false,
  failureReasonAfterRestart: false,
  holdInvoices: false,
  cancelInvoices: true,
  replaysEvents: false,
  listsAll: false,
  attemptWindow: false,
  oldestVersion: OLDEST_VERSION,
};

/**
 * Eclair 0.11 to 0.14 behind its HTTP API (adapters.md §5). Its epoch is its own `instanceId`; `host.epoch` is not used.
 * @throws NodeRefused when the options cannot be used
 */
export function createEclairNode(options: EclairOptions): LightningNode {
  const { name, network } = options;
  const { timers } = options.host;
  const known = Object.hasOwn(NETWORKS, network) ? NETWORKS[network] : undefined;
  if (known === undefined)
    throw new NodeRefused(
      'configuration',
      name,
      'network',
      `"${network}" is none of ${Object.keys(NETWORKS)}`,
    );
  const { host, port, path } = addressOf(options);
  const api = new EclairApi(options);
  const watch = new InfoWatch(api);
  const payments = new EclairPayments({ api, watch, timers, prefix: known.prefix });
  const listing = new EclairListing({ api, payments, timers });
  const invoices = new EclairInvoices(api);
  const streams = new Set<Subscription>();

  return {
    name,
    capabilities: ECLAIR_CAPABILITIES,
    probe: () => probeEclair({ api, watch, network }),
    async pay(call) {
      const isFirst = listing.sent(call.hash);
      const answer = await payments.pay(call);
      const sentNothing = answer.kind === 'rejected' || answer.kind === 'not_sent';
      // Of a call that sent nothing an earlier one may still be open.
      if (answer.kind === 'settled' || (isFirst && sentNothing)) listing.ended(call.hash);
      return answer;
    },
    async lookup(call) {
      const answer = await payments.lookup(call);
      if (answer.kind === 'settled') listing.ended(call.hash);
      return answer;
    },
    list: (call) => listing.list(call),
    health: () => healthOf({ api, watch, timers, name }),
    createInvoice: (order) => invoices.create(order),
    invoice: (hash) => invoices.find(hash),
    async settleInvoice() {
      throw api.refused('not_supported', 'settleInvoice', 'Eclair has no hold invoices');
    },
    cancelInvoice: (hash) => invoices.cancel(hash),
    follow(follower) {
      const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
      const url = `ws://${authority}${path}ws`;
      const stream = followEvents({ node: name, url, authorization: api.authorization, timers }, follower);
      const subscription = {
        stop() {
          streams.delete(subscription);
          stream.stop();
        },
      };
      streams.add(subscription);
      return subscription;
    },
    async close() {
      for (const stream of [...streams]) stream.stop();
      api.close();
    },
  };
}
