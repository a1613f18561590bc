import type { Random } from '#chaos/random';
import type { ActiveApiFault } from './active-api-fault.ts';
import type { Desks } from './desks.ts';

export interface LiarParts {
  readonly random: Random;
  readonly openPayments: (node: number) => readonly string[];
  readonly nodeCount: number;
}

/** Events that nobody owes: replays of old ones (F40) and lies (F41). */
export class Liar {
  readonly #at: LiarParts;
  readonly #active: ActiveApiFault;

  constructor(parts: LiarParts, active: ActiveApiFault) {
    this.#at = parts;
    this.#active = active;
  }

  /** How many it says in all. */
  get events(): number {
    const { fault } = this.#active;
    return fault.kind === 'evt.stale_replay' || fault.kind === 'evt.forged' ? fault.events : 0;
  }

  /** Says one; false when there was nothing to say. */
  says(desks: Desks): boolean {
    const { random, openPayments } = this.#at;
    const { fault, node } = this.#active;
    if (fault.kind === 'evt.stale_replay') {
      const told = desks.toldBy(node);
      if (told.length === 0) return false;
      desks.putOnStream(node, told[random.between(0, told.length - 1)]!);
      return true;
    }
    if (fault.kind !== 'evt.forged') return false;
    const preimage = fault.claims === 'settled' ? this.#hex() : '';
    if (fault.about === 'unknown-hash') {
      desks.putOnStream(node, { hash: this.#hex(), claims: fault.claims, preimage });
      return true;
    }
    const whose = fault.about === 'wrong-node' ? this.#others() : [node];
    const open = whose.flatMap((one) => openPayments(one));
    if (open.length === 0) return false;
    desks.putOnStream(node, {
      hash: open[random.between(0, open.length - 1)]!,
      claims: fault.claims,
      preimage,
    });
    return true;
  }

  #others(): number[] {
    const { node } = this.#active;
    return Array.from({ length: this.#at.nodeCount }, (_, other) => other).filter((other) => other !== node);
  }

  #hex(): string {
    const { random } = this.#at;
    return Array.from({ length: 8 }, () => random.uint32().toString(16).padStart(8, '0')).join('');
  }
}
