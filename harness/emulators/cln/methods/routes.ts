import type { ClnBooks } from '../cln-books.ts';
import { type Method, method } from '../method.ts';
import { anyText, anything, may, msat, need, texts, u32 } from '../params.ts';
import { noPathsText } from '../pay-words.ts';
import { invalidParams, notEmulated, RpcError } from '../rpc-error.ts';
import { direction, scid } from './channels.ts';

type Route = NonNullable<ReturnType<ClnBooks['desk']['route']>>;

/** Only peers, and payees of invoices that were decoded here, are known by their key. @throws RpcError */
function routeTo(node: ClnBooks, pubkey: string, amountMsat: number, maxfeeMsat: number): Route | null {
  const peer = node.desk.peers().find((known) => known.pubkey === pubkey);
  const payee = peer?.node ?? node.payees.get(pubkey) ?? -1;
  if (payee < 0) throw invalidParams(`${pubkey}: unknown destination node_id (no public channels?)`);
  return node.desk.route(payee, amountMsat, maxfeeMsat);
}

/** One path: the cheapest that this node would try. */
const getroutes = method(
  'getroutes',
  'info',
  {
    source: need(anyText),
    destination: need(anyText),
    amount_msat: need(msat),
    layers: need(texts),
    maxfee_msat: need(msat),
    final_cltv: may(u32),
    maxdelay: may(u32),
    maxparts: may(u32),
  },
  ({ source, destination, amount_msat, maxfee_msat, final_cltv = 18 }, { node }) => {
    if (source !== node.desk.pubkey) throw notEmulated('getroutes from another node');
    const route = routeTo(node, destination, amount_msat, maxfee_msat);
    const { desk } = node;
    if (route === null) {
      const trouble = { amountMsat: amount_msat, channels: desk.channels(), pubkey: desk.pubkey };
      throw new RpcError(205, noPathsText(trouble));
    }
    const { hops } = route;
    return {
      probability_ppm: 1_000_000,
      routes: [
        {
          probability_ppm: 1_000_000,
          amount_msat,
          final_cltv,
          path: hops.map((hop, at) => {
            const from = at === 0 ? source : hops[at - 1]!.pubkey;
            return {
              short_channel_id_dir: `${scid(hop.shortId)}/${direction(from, hop.pubkey)}`,
              node_id_in: from,
              node_id_out: hop.pubkey,
              amount_in_msat: hop.amountMsat,
              amount_out_msat: hops[at + 1]?.amountMsat ?? amount_msat,
              cltv_in: hop.expiryHeight - node.desk.height,
              cltv_out: (hops[at + 1]?.expiryHeight ?? node.desk.height + final_cltv) - node.desk.height,
            };
          }),
        },
      ],
    };
  },
);

/** Deprecated, and here as a daemon with `allow-deprecated-apis=true` has it. */
const getroute = method(
  'getroute',
  'info',
  {
    id: need(anyText),
    amount_msat: need(msat),
    riskfactor: need(anything),
    cltv: may(u32),
    fromid: may(anyText),
    fuzzpercent: may(anything),
    exclude: may(texts),
    maxhops: may(u32),
  },
  ({ id, amount_msat }, { node }) => {
    const route = routeTo(node, id, amount_msat, Number.MAX_SAFE_INTEGER);
    if (route === null) throw new RpcError(205, 'Could not find a route');
    return {
      route: route.hops.map((hop, at) => ({
        id: hop.pubkey,
        channel: scid(hop.shortId),
        direction: direction(at === 0 ? node.desk.pubkey : route.hops[at - 1]!.pubkey, hop.pubkey),
        amount_msat: hop.amountMsat,
        delay: hop.expiryHeight - node.desk.height,
        style: 'tlv',
      })),
    };
  },
);

export const ROUTES: readonly Method[] = [getroutes, getroute];
