import { hash } from 'node:crypto';
import type { EmulatedDesk } from '../desk.ts';
import { timestamp } from './timestamp.ts';

/** One channel of a route, from one node to the next. */
export interface Hop {
  readonly nodeId: string;
  readonly nextNodeId: string;
  readonly shortChannelId: string;
  /** What the node before the channel keeps, msat; 0 for the payer's own channel. */
  readonly feeMsat: number;
}

export const REGTEST_CHAIN_HASH = '06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f';
/** Where Eclair does not know the channel any more (eclair-observed.md §7). */
export const NO_CHANNEL = '0'.repeat(64);
const ROUTES_MAX = 1000;

type DeskRoute = NonNullable<ReturnType<EmulatedDesk['route']>>;

export function shortChannelId({ block, tx, output }: { block: number; tx: number; output: number }): string {
  return `${block}x${tx}x${output}`;
}

/** The channel's name in a topology may be any text; Eclair's is 32 bytes. */
export function channelId(id: string): string {
  return /^[\da-f]{64}$/.test(id) ? id : hash('sha256', `channel ${id}`, 'hex');
}

export function hopsOf(from: string, route: DeskRoute): Hop[] {
  let nodeId = from;
  let feeMsat = 0;
  return route.hops.map((hop) => {
    const shown = { nodeId, nextNodeId: hop.pubkey, shortChannelId: shortChannelId(hop.shortId), feeMsat };
    nodeId = hop.pubkey;
    feeMsat = hop.feeMsat;
    return shown;
  });
}

/**
 * Routes for display. The books of the simulation do not keep which way a part went, so this is a way that a payment to that
 * node takes, looked up once; of all that is shown of a payment only this is not what really happened.
 */
export class RoutesShown {
  readonly #desk: EmulatedDesk;
  readonly #byPayee = new Map<string, readonly Hop[]>();
  #channelIds = new Map<string, string>();

  constructor(desk: EmulatedDesk) {
    this.#desk = desk;
  }

  /** Never empty: an empty route means that the daemon forgot it. */
  to(payee: number, pubkey: string, amountMsat: number): readonly Hop[] {
    const known = this.#byPayee.get(pubkey);
    if (known !== undefined) return known;
    const desk = this.#desk;
    const route = payee === desk.node ? null : desk.route(payee, amountMsat, amountMsat);
    // It got there, and no way is left now.
    if (route === null)
      return [{ ...this.#firstChannel(), nodeId: desk.pubkey, nextNodeId: pubkey, feeMsat: 0 }];
    const hops = hopsOf(desk.pubkey, route);
    if (this.#byPayee.size >= ROUTES_MAX) this.#byPayee.clear();
    this.#byPayee.set(pubkey, hops);
    return hops;
  }

  /** Of an own channel; zeros when it is none. */
  channelIdOf(shortId: string): string {
    if (!this.#channelIds.has(shortId))
      this.#channelIds = new Map(
        this.#desk.channels().map((channel) => [shortChannelId(channel.shortId), channelId(channel.id)]),
      );
    return this.#channelIds.get(shortId) ?? NO_CHANNEL;
  }

  #firstChannel(): { readonly shortChannelId: string } {
    const channel = this.#desk.channels()[0];
    return { shortChannelId: channel === undefined ? '0x0x0' : shortChannelId(channel.shortId) };
  }
}

/** As in `payment-sent` and `payment-failed` of 0.13, and in `findroute{format=full}` with another name for the last field. */
export function hopJson(hop: Hop, params: 'params' | 'source'): object {
  const { nodeId, nextNodeId } = hop;
  const relay = { type: 'announcement', channelUpdate: channelUpdateJson(hop) };
  return params === 'params'
    ? { shortChannelId: hop.shortChannelId, nodeId, nextNodeId, params: relay }
    : { nodeId, nextNodeId, source: relay };
}

export function channelUpdateJson(hop: Hop): object {
  return {
    chainHash: REGTEST_CHAIN_HASH,
    shortChannelId: hop.shortChannelId,
    timestamp: timestamp(0),
    messageFlags: { dontForward: false },
    channelFlags: { isEnabled: true, isNode1: hop.nodeId < hop.nextNodeId },
    cltvExpiryDelta: 144,
    htlcMinimumMsat: 1,
    feeBaseMsat: hop.feeMsat,
    feeProportionalMillionths: 0,
    htlcMaximumMsat: 4_950_000_000,
    tlvStream: {},
  };
}
