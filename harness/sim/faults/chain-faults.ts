import type { FaultKind } from '#chaos/registry';
import type { HeightView } from '../chain.ts';
import type { SimWorld } from '../world.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import { type NodeAims, nodeAimedAt } from './aims.ts';
import type { FaultApplier } from './injector.ts';

type Blind = FaultOfKind<'chain.backend_down' | 'chain.height_disagreement'>;
const KINDS = new Set<FaultKind>([
  'chain.block_burst',
  'chain.reorg',
  'chain.backend_down',
  'chain.height_disagreement',
]);

/** A node that does not see the tip. */
interface Blindness {
  readonly active: Blind;
  readonly node: number;
  /** The last block that it saw; null: it follows the tip, some blocks behind. */
  readonly stoppedAt: number | null;
}

/** Faults of the chain and of the nodes' views of it: F56 to F59. */
export class ChainFaults implements FaultApplier, HeightView {
  readonly #world: SimWorld;
  readonly #aims: NodeAims;
  readonly #touch: Touch;
  #blind: Blindness[] = [];

  constructor(world: SimWorld, aims: NodeAims, touch: Touch) {
    this.#world = world;
    this.#aims = aims;
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    const { fault } = active;
    switch (fault.kind) {
      case 'chain.block_burst':
        this.#world.mine(fault.blocks);
        this.#touch(active, -1, '', `${fault.blocks} blocks`);
        break;
      case 'chain.reorg':
        this.#world.disconnectBlocks(fault.depth);
        this.#touch(active, -1, '', `${fault.depth} blocks gone`);
        break;
      case 'chain.backend_down':
        this.#blindfold(active as Blind, this.#world.height);
        this.#world.mine(fault.blocks);
        break;
      case 'chain.height_disagreement':
        this.#blindfold(active as Blind, null);
        break;
    }
  }

  end(active: ActiveFault): void {
    if (active.fault.kind === 'chain.reorg') this.#world.mine(active.fault.depth + 1);
    this.#blind = this.#blind.filter((one) => one.active !== active);
    if (this.#blind.length === 0) this.#world.setHeightView(null);
  }

  /** Of several faults on one node the lowest height counts. An effect: each time that a node reckons with a wrong height. */
  heightAt(node: number, height: number): number {
    let least = height;
    let worst: Blindness | null = null;
    for (const one of this.#blind) {
      if (one.node !== node) continue;
      const { fault } = one.active;
      const seen =
        fault.kind === 'chain.height_disagreement' ? height - fault.lagBlocks : (one.stoppedAt ?? height);
      // A reorganisation that a blind node has not heard of leaves it above the others.
      if (seen === height || (worst !== null && seen >= least)) continue;
      least = seen;
      worst = one;
    }
    if (worst !== null) this.#touch(worst.active, node, '', `reckons with height ${least} of ${height}`);
    return least;
  }

  #blindfold(active: Blind, stoppedAt: number | null): void {
    const node = nodeAimedAt(this.#aims, active.fault);
    if (node === -1) return;
    this.#blind.push({ active, node, stoppedAt });
    this.#world.setHeightView(this);
  }
}
