import type { TriggerEvent } from '#chaos/fault';
import type { FaultKind } from '#chaos/registry';
import type { Kernel } from '../kernel.ts';
import type { SimWorld } from '../world.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import { type NodeAims, nodeAimedAt } from './aims.ts';
import type { Impediment, Impeding } from './impediment.ts';

const HANDLED = [
  'node.slow',
  'node.stop_graceful',
  'node.hang',
  'node.locked_or_syncing',
  'node.crash',
  'node.flap',
  'node.oom',
  'node.state_rollback',
  'node.permanent_loss',
  'ln.payee_offline',
] as const satisfies FaultKind[];
type NodeFault = FaultOfKind<(typeof HANDLED)[number]>;
const KINDS = new Set<FaultKind>(HANDLED);

/** How long a daemon that was asked to stop drains before it goes. LND: 0.35 to 1.1 s (lnd-observed.md §2). */
const DRAIN_MS = 700;
/** How long a daemon takes from its death until it opens its API again, ready or not. */
const BOOT_MS = 500;

/** What faults of daemons need beside the world. */
export interface DaemonParts {
  /** Where a daemon that runs badly is felt. */
  readonly impediments: readonly Impediment[];
  /** Payments that are under way in a node. */
  readonly paymentsOpen: (node: number) => number;
  /** Has the listener told of everything that happens in payers. */
  readonly onPayment: (hear: (event: TriggerEvent, node: number) => void) => void;
}

interface Hold {
  readonly active: NodeFault;
  readonly node: number;
  readonly beganAtMs: number;
  wants: 'up' | 'refusing' | 'hung' | 'down';
}

/** Faults of daemons: F01 to F03, F05 to F10, and a payee that is offline (F53). Of several on one node the worst counts. */
export class NodeFaults {
  readonly #kernel: Kernel;
  readonly #world: SimWorld;
  readonly #aims: NodeAims;
  readonly #touch: Touch;
  readonly #parts: DaemonParts;
  readonly #holds = new Map<ActiveFault, Hold>();
  readonly #byOrdinal = new Map<number, Hold>();
  readonly #onStep: number;
  #watchesLoad = false;

  constructor(kernel: Kernel, world: SimWorld, aims: NodeAims, touch: Touch, parts: DaemonParts) {
    this.#kernel = kernel;
    this.#world = world;
    this.#aims = aims;
    this.#touch = touch;
    this.#parts = parts;
    this.#onStep = kernel.register((ordinal, step) => this.#step(ordinal, step));
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  /** The node that the fault is aimed at, -1 when there is none of its role. */
  target(fault: NodeFault['fault']): number {
    if ('role' in fault) return nodeAimedAt(this.#aims, fault);
    const role = fault.kind === 'ln.payee_offline' ? 'payee' : 'payer';
    return nodeAimedAt(this.#aims, { role, node: fault.node });
  }

  begin(active: ActiveFault): void {
    const own = active as NodeFault;
    const node = this.target(own.fault);
    if (node === -1) return;
    const hold: Hold = { active: own, node, beganAtMs: this.#kernel.nowMs, wants: 'up' };
    this.#holds.set(active, hold);
    this.#byOrdinal.set(active.ordinal, hold);
    if (own.fault.kind === 'node.oom') this.#watchLoad();
    if (own.fault.kind === 'node.slow') this.#impede(hold);
    else this.#step(active.ordinal, 0);
  }

  end(active: ActiveFault): void {
    const hold = this.#holds.get(active);
    if (hold === undefined) return;
    this.#holds.delete(active);
    this.#byOrdinal.delete(active.ordinal);
    for (const impediment of this.#parts.impediments) impediment.release(active);
    const { fault } = hold.active;
    if (fault.kind === 'node.state_rollback') {
      const forgotten = this.#world.rollBack(hold.node, hold.beganAtMs - fault.ageMs);
      for (const hash of forgotten) this.#touch(active, hold.node, hash, 'payment forgotten');
    }
    this.#apply(hold.node, 'healed');
  }

  #impede({ active, node }: Hold): void {
    for (const impediment of this.#parts.impediments) impediment.impede(active as Impeding, node);
  }

  #step(ordinal: number, step: number): void {
    const hold = this.#byOrdinal.get(ordinal);
    if (hold === undefined) return;
    const { fault } = hold.active;
    switch (fault.kind) {
      case 'node.crash':
      case 'node.permanent_loss':
      case 'node.state_rollback':
      case 'ln.payee_offline':
        hold.wants = 'down';
        break;
      case 'node.hang':
        hold.wants = 'hung';
        break;
      case 'node.stop_graceful':
        hold.wants = step === 0 ? 'refusing' : 'down';
        if (step === 0) this.#again(ordinal, 1, DRAIN_MS);
        break;
      case 'node.locked_or_syncing':
        hold.wants = step === 0 || fault.state === 'locked' ? 'down' : 'refusing';
        if (step === 0) this.#again(ordinal, 1, BOOT_MS);
        else this.#impede(hold);
        break;
      case 'node.oom': {
        // Steps 0: look at the load; 1: start again.
        const tooMany = step === 0 && this.#parts.paymentsOpen(hold.node) > fault.paymentsMax;
        if (step === 0 && (!tooMany || hold.wants === 'down')) return;
        hold.wants = tooMany ? 'down' : 'up';
        if (tooMany) this.#again(ordinal, 1, fault.downMs);
        break;
      }
      case 'node.flap': {
        const cycleMs = fault.durMs / fault.cycles;
        const downMs = (cycleMs * fault.downPct) / 100;
        const goesDown = step % 2 === 0;
        hold.wants = goesDown ? 'down' : 'up';
        if (step + 1 < fault.cycles * 2) this.#again(ordinal, step + 1, goesDown ? downMs : cycleMs - downMs);
        break;
      }
      case 'node.slow':
        break;
    }
    const was = this.#world.nodeState(hold.node);
    this.#apply(hold.node, fault.kind);
    // What a node with an old database has forgotten is known when it is back.
    if (fault.kind === 'node.state_rollback') return;
    const is = this.#world.nodeState(hold.node);
    if (is !== was && is !== 'up') this.#touch(hold.active, hold.node, '', `node ${is}`);
    else if (hold.wants === 'refusing')
      this.#touch(
        hold.active,
        hold.node,
        '',
        fault.kind === 'node.stop_graceful' ? 'node drains' : 'node syncs',
      );
  }

  #again(ordinal: number, step: number, afterMs: number): void {
    this.#kernel.schedule(this.#kernel.nowMs + afterMs, this.#onStep, ordinal, step);
  }

  /** From now on each payment that a node begins lets the nodes that are short of memory look at their load. */
  #watchLoad(): void {
    if (this.#watchesLoad) return;
    this.#watchesLoad = true;
    this.#parts.onPayment((event, node) => {
      if (event !== 'pay-accepted') return;
      // A moment later: a daemon is not killed from within its own call.
      for (const { active, node: short } of this.#holds.values())
        if (active.fault.kind === 'node.oom' && short === node) this.#again(active.ordinal, 0, 0);
    });
  }

  #apply(node: number, cause: string): void {
    let worst: Hold['wants'] = 'up';
    for (const hold of this.#holds.values())
      if (hold.node === node && SEVERITY[hold.wants] > SEVERITY[worst]) worst = hold.wants;
    this.#world.setRefusing(node, worst === 'refusing');
    const wanted = worst === 'refusing' ? 'up' : worst;
    const is = this.#world.nodeState(node);
    // What does not run cannot hang: it starts first.
    if (wanted === 'hung' && is === 'down') this.#world.setNode(node, 'up', cause);
    this.#world.setNode(node, wanted, cause, this.#losesUnsynced(node));
  }

  #losesUnsynced(node: number): boolean {
    for (const { node: of, active } of this.#holds.values())
      if (of === node && active.fault.kind === 'node.crash' && active.fault.loseUnsynced) return true;
    return false;
  }
}

const SEVERITY = { up: 0, refusing: 1, hung: 2, down: 3 } as const;
