import type { InvoiceDefect } from '#chaos/faults/ln-invoice';
import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Burst = FaultOfKind<'load.burst'>;
type Storm = FaultOfKind<'load.retry_storm'>;
type BadInvoice = FaultOfKind<'ln.invoice'>;

const KINDS = new Set<FaultKind>(['load.burst', 'load.retry_storm', 'ln.invoice']);

/** Faults of the customers' side: F52 and F66. */
export class LoadFaults {
  readonly #random: Random;
  readonly #touch: Touch;
  #bursts: Burst[] = [];
  #storms: Storm[] = [];
  #invoices: BadInvoice[] = [];

  constructor(random: Random, touch: Touch) {
    this.#random = random;
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    if (active.fault.kind === 'load.burst') this.#bursts.push(active as Burst);
    else if (active.fault.kind === 'load.retry_storm') this.#storms.push(active as Storm);
    else this.#invoices.push(active as BadInvoice);
  }

  end(active: ActiveFault): void {
    const without = <Fault extends ActiveFault>(list: Fault[]) => list.filter((other) => other !== active);
    this.#bursts = without(this.#bursts);
    this.#storms = without(this.#storms);
    this.#invoices = without(this.#invoices);
  }

  /** How many purchases like this one come with it. */
  likes(hash: string): number {
    let factor = 1;
    for (const active of this.#bursts) {
      this.#touch(active, -1, hash, 'purchases came with it');
      factor = Math.min(LIKES_MAX, factor * active.fault.factor);
    }
    return factor - 1;
  }

  /** How often the client sends this purchase again, and how far apart; null: as it would anyway. */
  storm(hash: string): { readonly copies: number; readonly gapMs: number } | null {
    for (const active of this.#storms) {
      const { copies, gapMs, sharePct } = active.fault;
      if (!this.#random.chance(sharePct, 100)) continue;
      this.#touch(active, -1, hash, 'sent again and again');
      return { copies, gapMs };
    }
    return null;
  }

  /** What is wrong with the invoice of this purchase; null: nothing. */
  defect(hash: string): InvoiceDefect | null {
    for (const active of this.#invoices) {
      if (active.counted === active.fault.count) continue;
      active.counted++;
      this.#touch(active, -1, hash, active.fault.defect);
      return active.fault.defect;
    }
    return null;
  }
}

/** Bursts that meet multiply; more than this tells nothing new. */
const LIKES_MAX = 1_000;
