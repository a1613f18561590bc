import type { FaultKind } from '#chaos/registry';
import type { Network } from '#topologies/network';
import type { Kernel } from '../kernel.ts';
import type { SimWorld } from '../world.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import { endsAimedAt, type NodeAims } from './aims.ts';
import type { FaultApplier } from './injector.ts';

type Closing = FaultOfKind<'ln.force_close'>;
const KINDS = new Set<FaultKind>(['ln.force_close', 'ln.max_htlcs', 'ln.stale_graph']);

/** How often a fault that waits for an HTLC looks for one, ms: an HTLC is in a channel for longer. */
const LOOK_MS = 10;

/** Faults of the channels themselves, and of the news of them: F45, F51, F54. */
export class ChannelFaults implements FaultApplier {
  readonly #kernel: Kernel;
  readonly #world: SimWorld;
  readonly #network: Network;
  readonly #aims: NodeAims;
  readonly #touch: Touch;
  readonly #undo = new Map<ActiveFault, () => void>();
  readonly #waiting = new Map<number, { readonly active: Closing; readonly channels: Set<number> }>();
  #deaf: ActiveFault[] = [];
  readonly #onLook: number;

  constructor(kernel: Kernel, world: SimWorld, network: Network, aims: NodeAims, touch: Touch) {
    this.#kernel = kernel;
    this.#world = world;
    this.#network = network;
    this.#aims = aims;
    this.#touch = touch;
    this.#onLook = kernel.register((ordinal) => this.#look(ordinal));
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    switch (active.fault.kind) {
      case 'ln.max_htlcs':
        this.#jam(active as FaultOfKind<'ln.max_htlcs'>);
        break;
      case 'ln.stale_graph':
        this.#deaf.push(active);
        this.#world.holdGossip((edge) => {
          for (const deaf of this.#deaf)
            this.#touch(deaf, this.#world.truth.edgeFrom(edge), '', 'gossip held back');
        });
        break;
      case 'ln.force_close': {
        const ends = endsAimedAt(this.#world, this.#network, this.#aims, active.fault);
        const channels = new Set(ends.map(({ channel }) => channel));
        if (active.fault.phase === 'at_once') this.#close(active as Closing, channels);
        else {
          this.#waiting.set(active.ordinal, { active: active as Closing, channels });
          this.#look(active.ordinal);
        }
        break;
      }
    }
  }

  end(active: ActiveFault): void {
    this.#undo.get(active)?.();
    this.#undo.delete(active);
    this.#waiting.delete(active.ordinal);
    if (active.fault.kind !== 'ln.stale_graph') return;
    this.#deaf = this.#deaf.filter((other) => other !== active);
    if (this.#deaf.length === 0) this.#world.holdGossip(null);
  }

  #jam(active: FaultOfKind<'ln.max_htlcs'>): void {
    const taken: { readonly channel: number; readonly slots: number }[] = [];
    for (const { channel, node } of endsAimedAt(this.#world, this.#network, this.#aims, active.fault)) {
      const slots = this.#world.takeSlots(channel, active.fault.slotsLeft);
      if (slots === 0) continue;
      taken.push({ channel, slots });
      this.#touch(active, node, '', `${slots} slots taken`);
    }
    this.#undo.set(active, () => {
      for (const { channel, slots } of taken) this.#world.giveSlots(channel, slots);
    });
  }

  /** Closes the channels of the fault that carry an HTLC now, and looks again for the others. */
  #look(ordinal: number): void {
    const waiting = this.#waiting.get(ordinal);
    if (waiting === undefined) return;
    const busy = new Set<string>();
    this.#world.pendingHtlcs((node, peer) => busy.add(`${node}/${peer}`).add(`${peer}/${node}`));
    const { channels } = this.#network;
    const carrying = [...waiting.channels].filter((channel) =>
      busy.has(`${channels[channel]!.a}/${channels[channel]!.b}`),
    );
    this.#close(waiting.active, carrying);
    for (const channel of carrying) waiting.channels.delete(channel);
    if (waiting.channels.size > 0)
      this.#kernel.schedule(this.#kernel.nowMs + LOOK_MS, this.#onLook, ordinal, 0);
  }

  #close(active: Closing, channels: Iterable<number>): void {
    for (const channel of channels)
      if (this.#world.forceClose(channel, 'fault'))
        this.#touch(active, this.#network.channels[channel]!.a, '', `channel ${channel} closed`);
  }
}
