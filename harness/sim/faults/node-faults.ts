import type { FaultKind } from '#chaos/registry';
import type { Kernel } from '../kernel.ts';
import type { SimWorld } from '../world.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type NodeFault = FaultOfKind<
  'node.crash' | 'node.stop_graceful' | 'node.hang' | 'node.flap' | 'ln.payee_offline'
>;
const KINDS = new Set<FaultKind>([
  'node.crash',
  'node.stop_graceful',
  'node.hang',
  'node.flap',
  'ln.payee_offline',
]);

/** How long a daemon that was asked to stop drains before it goes. LND: 0.35 to 1.1 s (lnd-observed.md §2). */
const DRAIN_MS = 700;

export interface NodeAims {
  readonly payers: readonly number[];
  readonly payees: readonly number[];
  readonly nodeCount: number;
}

interface Hold {
  readonly active: NodeFault;
  readonly node: number;
  wants: 'up' | 'draining' | 'hung' | 'down';
}

/** Faults of daemons: F01 to F03, F07, and a payee that is offline (F53). Of several on one node the worst counts. */
export class NodeFaults {
  readonly #kernel: Kernel;
  readonly #world: SimWorld;
  readonly #aims: NodeAims;
  readonly #touch: Touch;
  readonly #holds = new Map<ActiveFault, Hold>();
  readonly #byOrdinal = new Map<number, Hold>();
  readonly #onStep: number;

  constructor(kernel: Kernel, world: SimWorld, aims: NodeAims, touch: Touch) {
    this.#kernel = kernel;
    this.#world = world;
    this.#aims = aims;
    this.#touch = touch;
    this.#onStep = kernel.register((ordinal, step) => this.#step(ordinal, step));
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  /** The node that the fault is aimed at, -1 when there is none of its role. */
  target(fault: NodeFault['fault']): number {
    const { payers, payees, nodeCount } = this.#aims;
    if (fault.kind === 'ln.payee_offline') return payees[fault.node % Math.max(1, payees.length)] ?? -1;
    if (fault.role === 'any') return nodeCount === 0 ? -1 : fault.node % nodeCount;
    const list = fault.role === 'payer' ? payers : payees;
    return list[fault.node % Math.max(1, list.length)] ?? -1;
  }

  begin(active: ActiveFault): void {
    const own = active as NodeFault;
    const node = this.target(own.fault);
    if (node === -1) return;
    const hold: Hold = { active: own, node, wants: 'up' };
    this.#holds.set(active, hold);
    this.#byOrdinal.set(active.ordinal, hold);
    this.#step(active.ordinal, 0);
  }

  end(active: ActiveFault): void {
    const hold = this.#holds.get(active);
    if (hold === undefined) return;
    this.#holds.delete(active);
    this.#byOrdinal.delete(active.ordinal);
    this.#apply(hold.node, 'healed');
  }

  #step(ordinal: number, step: number): void {
    const hold = this.#byOrdinal.get(ordinal);
    if (hold === undefined) return;
    const { fault } = hold.active;
    switch (fault.kind) {
      case 'node.crash':
      case 'ln.payee_offline':
        hold.wants = 'down';
        break;
      case 'node.hang':
        hold.wants = 'hung';
        break;
      case 'node.stop_graceful':
        hold.wants = step === 0 ? 'draining' : 'down';
        if (step === 0) this.#kernel.schedule(this.#kernel.nowMs + DRAIN_MS, this.#onStep, ordinal, 1);
        break;
      case 'node.flap': {
        const cycleMs = fault.durMs / fault.cycles;
        const downMs = (cycleMs * fault.downPct) / 100;
        const goesDown = step % 2 === 0;
        hold.wants = goesDown ? 'down' : 'up';
        const nextMs = this.#kernel.nowMs + (goesDown ? downMs : cycleMs - downMs);
        if (step + 1 < fault.cycles * 2) this.#kernel.schedule(nextMs, this.#onStep, ordinal, step + 1);
        break;
      }
    }
    const was = this.#world.nodeState(hold.node);
    this.#apply(hold.node, fault.kind);
    const is = this.#world.nodeState(hold.node);
    if (is !== was && is !== 'up') this.#touch(hold.active, hold.node, '', `node ${is}`);
    else if (hold.wants === 'draining') this.#touch(hold.active, hold.node, '', 'node drains');
  }

  #apply(node: number, cause: string): void {
    let worst: Hold['wants'] = 'up';
    for (const hold of this.#holds.values())
      if (hold.node === node && SEVERITY[hold.wants] > SEVERITY[worst]) worst = hold.wants;
    this.#world.setRefusing(node, worst === 'draining');
    const wanted = worst === 'draining' ? 'up' : worst;
    const is = this.#world.nodeState(node);
    // What does not run cannot hang: it starts first.
    if (wanted === 'hung' && is === 'down') this.#world.setNode(node, 'up', cause);
    this.#world.setNode(node, wanted, cause);
  }
}

const SEVERITY = { up: 0, draining: 1, hung: 2, down: 3 } as const;
