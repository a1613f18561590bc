import type { EmulatedDesk } from '../desk.ts';
import type { Fields } from './protos.ts';
import { bytes, channelNumber, sat } from './values.ts';
import { isSince, type LndVersion } from './version.ts';

export type Route = NonNullable<ReturnType<EmulatedDesk['route']>>;

/** What one HTLC carries along a route. */
export interface Carried {
  /** Of the whole payment. */
  readonly totalMsat: number;
  readonly amountMsat: number;
  readonly feeMsat: number;
  /** '' for what no invoice asked for. */
  readonly paymentAddr: string;
}

/**
 * `lnrpc.Route`. `route` is the way as it was planned; what is carried may be a part of that, and the first node takes what
 * the fee differs by.
 */
export function routeMessage(route: Route, carried: Carried, version: LndVersion): Fields {
  const { amountMsat, feeMsat } = carried;
  const fees = feesOf(route, carried);
  const totalMsat = amountMsat + feeMsat;
  let reachesMsat = totalMsat;
  const last = route.hops.length - 1;
  const hops = route.hops.map((hop, at) => {
    const hopFeeMsat = fees[at]!;
    const inMsat = reachesMsat;
    reachesMsat -= hopFeeMsat;
    return {
      custom_records: {},
      chan_id: channelNumber(hop.shortId),
      // Real daemons put here what the hop receives (pay_success.json), not what its channel holds.
      chan_capacity: sat(inMsat),
      amt_to_forward: sat(reachesMsat),
      fee: sat(hopFeeMsat),
      expiry: route.hops[at + 1]?.expiryHeight ?? hop.expiryHeight,
      amt_to_forward_msat: String(reachesMsat),
      fee_msat: String(hopFeeMsat),
      pub_key: hop.pubkey,
      tlv_payload: true,
      ...(at === last &&
        carried.paymentAddr !== '' && {
          mpp_record: {
            total_amt_msat: String(carried.totalMsat),
            payment_addr: bytes(carried.paymentAddr),
          },
        }),
    };
  });
  return {
    hops,
    total_time_lock: route.hops[0]?.expiryHeight ?? 0,
    total_fees: sat(feeMsat),
    total_amt: sat(totalMsat),
    total_fees_msat: String(feeMsat),
    total_amt_msat: String(totalMsat),
    ...(isSince(version, 18) && { first_hop_amount_msat: String(totalMsat) }),
  };
}

/** What each node on the way keeps; together exactly the fee. */
function feesOf(route: Route, { feeMsat }: Carried): number[] {
  const fees = route.hops.map((hop) =>
    route.feeMsat === 0 ? 0 : Math.floor((hop.feeMsat / route.feeMsat) * feeMsat),
  );
  const rest = feeMsat - fees.reduce((sum, fee) => sum + fee, 0);
  if (fees.length > 0) fees[0]! += rest;
  return fees;
}
