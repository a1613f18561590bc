import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';

/** Public keys that this node has seen, and whose they are: its own, its peers', those of invoices that it was shown. */
export class KnownNodes {
  readonly #desk: EmulatedDesk;
  readonly #seen = new Map<string, number>();

  constructor(desk: EmulatedDesk) {
    this.#desk = desk;
    this.#seen.set(desk.pubkey, desk.node);
  }

  saw({ payeePubkey, payee }: DecodedBolt11): void {
    if (payee >= 0) this.#seen.set(payeePubkey, payee);
  }

  /** -1: nobody. */
  ordinalOf(pubkey: string): number {
    const seen = this.#seen.get(pubkey);
    if (seen !== undefined) return seen;
    for (const peer of this.#desk.peers()) this.#seen.set(peer.pubkey, peer.node);
    return this.#seen.get(pubkey) ?? -1;
  }
}
