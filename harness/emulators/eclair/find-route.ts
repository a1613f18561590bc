import { defaultFeeLimit } from './fee-limit.ts';
import { type Form, required } from './form.ts';
import { invoiceField } from './invoice-field.ts';
import { type EclairNode, query } from './method.ts';
import { malformed, thrown } from './refusal.ts';
import { type Hop, hopJson, hopsOf } from './route-shown.ts';

export const findRoute = query('info', (form, node) => {
  const invoice = invoiceField(node.desk, form);
  const amountMsat = form.long('amountMsat') ?? invoice.amountMsat;
  if (amountMsat === null)
    throw malformed(
      'invoice',
      "The invoice must have an amount or you need to specify one using 'amountMsat'",
    );
  return routes(form, node, { pubkey: invoice.payeePubkey, ordinal: invoice.payee }, amountMsat);
});

export const findRouteToNode = query('info', (form, node) => {
  const pubkey = required('nodeId', form.nodeId('nodeId'));
  return routes(form, node, target(node, pubkey), required('amountMsat', form.long('amountMsat')));
});

/** Only from this node itself: what others can send is not known here. */
export const findRouteBetweenNodes = query('info', (form, node) => {
  const source = required('sourceNodeId', form.nodeId('sourceNodeId'));
  const pubkey = required('targetNodeId', form.nodeId('targetNodeId'));
  const amountMsat = required('amountMsat', form.long('amountMsat'));
  if (source !== node.desk.pubkey) throw thrown('route not found');
  return routes(form, node, target(node, pubkey), amountMsat);
});

interface Target {
  readonly pubkey: string;
  /** -1: not known here. */
  readonly ordinal: number;
}

/** A node by its key: of those that are no peers only the payees of invoices have an ordinal here. */
function target({ desk }: EclairNode, pubkey: string): Target {
  return { pubkey, ordinal: desk.peers().find((peer) => peer.pubkey === pubkey)?.node ?? -1 };
}

/** @throws Refusal 500, as the router says it */
function routes(form: Form, { desk }: EclairNode, to: Target, amountMsat: number): object {
  const maxFeeMsat = form.long('maxFeeMsat') ?? defaultFeeLimit(amountMsat);
  const format = form.text('format') ?? 'nodeId';
  if (to.pubkey === desk.pubkey) throw thrown('cannot route to self');
  const route = desk.route(to.ordinal, amountMsat, maxFeeMsat);
  if (route === null)
    throw thrown(isTooPoor(desk.channels(), amountMsat) ? 'balance too low' : 'route not found');
  const hops = hopsOf(desk.pubkey, route);
  return { routes: [{ amount: amountMsat, ...shown(hops, format) }] };
}

function shown(hops: readonly Hop[], format: string): object {
  switch (format) {
    case 'nodeId':
      return { nodeIds: [hops[0]?.nodeId, ...hops.map(({ nextNodeId }) => nextNodeId)] };
    case 'shortChannelId':
      return { shortChannelIds: hops.map(({ shortChannelId }) => shortChannelId) };
    case 'full':
      return { hops: hops.map((hop) => hopJson(hop, 'source')) };
    default:
      throw malformed('format', `invalid route format '${format}'`);
  }
}

function isTooPoor(channels: ReturnType<EclairNode['desk']['channels']>, amountMsat: number): boolean {
  const sendable = channels
    .filter(({ active }) => active)
    .reduce((sum, { localMsat, reserveMsat }) => sum + Math.max(0, localMsat - reserveMsat), 0);
  return sendable < amountMsat;
}
