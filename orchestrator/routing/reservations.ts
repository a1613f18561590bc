import { AssertionError } from 'node:assert';
import type { IntentId, NodeName } from '../domain/ids.ts';
import { type Msat, ZERO_MSAT } from '../domain/money.ts';

interface Reservation {
  readonly node: NodeName;
  readonly amountMsat: Msat;
}

/**
 * Liquidity that open attempts hold at our nodes: amount plus fee limit, from dispatch to the end of the attempt. An
 * intent has one open attempt at most (S02), so its id names the reservation. Each is released exactly once (S18).
 */
export class Reservations {
  readonly #byIntent = new Map<IntentId, Reservation>();
  readonly #byNode = new Map<NodeName, Msat>();

  /** What open attempts hold at the node. */
  reservedMsat(node: NodeName): Msat {
    return this.#byNode.get(node) ?? ZERO_MSAT;
  }

  /** How many reservations are open; 0 when nothing is on its way (L11). */
  get openCount(): number {
    return this.#byIntent.size;
  }

  /** @throws AssertionError when the intent holds one already. */
  reserve(intent: IntentId, node: NodeName, amountMsat: Msat): void {
    const held = this.#byIntent.get(intent);
    if (held !== undefined)
      throw new AssertionError({
        message: `intent ${intent} already holds ${held.amountMsat} msat at ${held.node}`,
      });
    this.#byIntent.set(intent, { node, amountMsat });
    this.#byNode.set(node, (this.reservedMsat(node) + amountMsat) as Msat);
  }

  /** @throws AssertionError when the intent holds none: it was never made, or was released before. */
  release(intent: IntentId): void {
    const held = this.#byIntent.get(intent);
    if (held === undefined)
      throw new AssertionError({ message: `intent ${intent} holds no reservation to release` });
    const leftMsat = this.reservedMsat(held.node) - held.amountMsat;
    if (leftMsat < 0n)
      throw new AssertionError({ message: `reservations of ${held.node} would become ${leftMsat} msat` });
    this.#byIntent.delete(intent);
    this.#byNode.set(held.node, leftMsat as Msat);
  }
}
