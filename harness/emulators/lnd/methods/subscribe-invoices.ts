import type { EmulatedInvoice } from '../../desk.ts';
import type { Method } from '../host.ts';
import { refuse } from '../refusal.ts';
import { hexOf, numberOf } from '../values.ts';
import { invoiceMessage } from './invoice-message.ts';

/** Followers of all invoices hear of new and of settled ones only (`invoices/invoiceregistry.go: dispatchToClients`). */
function isTold({ state }: EmulatedInvoice): boolean {
  return state === 'open' || state === 'paid';
}

/**
 * `add_index` N replays all that was added after N, in its present state; `settle_index` N all that was settled after N, so
 * with both what is settled comes twice; 0 is no backlog; an index that was never given out is silence until it is passed
 * (lnd-observed.md §8).
 */
export const subscribeInvoices: Method = (call, host) => {
  const addIndex = numberOf(call.request.add_index);
  const settleIndex = numberOf(call.request.settle_index);
  const send = (entry: EmulatedInvoice) => call.send(invoiceMessage(host, entry), true);
  const all = addIndex > 0 || settleIndex > 0 ? host.desk.invoices() : [];
  if (addIndex > 0) for (const entry of all) if (entry.addIndex > addIndex && isTold(entry)) send(entry);
  if (settleIndex > 0)
    [...all]
      .filter((entry) => entry.settleIndex > settleIndex)
      .sort((one, other) => one.settleIndex - other.settleIndex)
      .forEach(send);
  host.events.invoices.follow(call, (entry) => {
    if (!isTold(entry)) return;
    const isNew = entry.state === 'open' ? entry.addIndex > addIndex : entry.settleIndex > settleIndex;
    if (isNew) send(entry);
  });
};

/** The invoice as it is, if it is, then every change; ends with its last one. */
export const subscribeSingleInvoice: Method = (call, host) => {
  const hash = hexOf(call.request.r_hash);
  if (hash.length !== 64) refuse(`invalid hash length of ${hash.length / 2}, want 32`);
  const tell = (entry: EmulatedInvoice) => {
    const message = invoiceMessage(host, entry);
    if (entry.state === 'open' || entry.state === 'held') call.send(message, true);
    else call.finish(message);
  };
  const now = host.desk.invoice(hash);
  if (now !== undefined) tell(now);
  host.events.invoices.follow(call, (entry) => {
    if (entry.invoice.hash === hash) tell(entry);
  });
};
