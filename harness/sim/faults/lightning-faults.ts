import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import type { ForwardingPolicy, Network } from '#topologies/network';
import type { InvoiceOrder } from '../payee.ts';
import type { SimWorld } from '../world.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import { type End, endsAimedAt, type NodeAims } from './aims.ts';

type ChannelFault = FaultOfKind<'ln.liquidity_drain' | 'ln.channel_disabled' | 'ln.fee_or_cltv_bump'>;
type HoldFault = FaultOfKind<'ln.payee_hold'>;
const KINDS = new Set<FaultKind>([
  'ln.liquidity_drain',
  'ln.channel_disabled',
  'ln.fee_or_cltv_bump',
  'ln.payee_hold',
]);

/** Faults of the network itself: F43, F44, F47, F50. */
export class LightningFaults {
  readonly #world: SimWorld;
  readonly #network: Network;
  readonly #aims: NodeAims;
  readonly #random: Random;
  readonly #touch: Touch;
  readonly #undo = new Map<ActiveFault, () => void>();
  #holding: HoldFault[] = [];
  /** Policies in force beside the faults, by node and channel. */
  readonly #bumps = new Map<string, ForwardingPolicy[]>();

  constructor(world: SimWorld, network: Network, aims: NodeAims, random: Random, touch: Touch) {
    this.#world = world;
    this.#network = network;
    this.#aims = aims;
    this.#random = random;
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    const { fault } = active;
    switch (fault.kind) {
      case 'ln.payee_hold':
        this.#holding.push(active as HoldFault);
        break;
      case 'ln.liquidity_drain':
        this.#drain(active as FaultOfKind<'ln.liquidity_drain'>);
        break;
      case 'ln.channel_disabled':
        this.#change(active, this.#ends(fault), () => ({ disabled: true }), 'channel disabled');
        break;
      case 'ln.fee_or_cltv_bump':
        this.#change(
          active,
          this.#ends(fault),
          (policy) => ({
            feeBaseMsat: policy.feeBaseMsat + fault.addBaseMsat,
            feePpm: policy.feePpm + fault.addFeePpm,
            cltvDeltaBlocks: policy.cltvDeltaBlocks + fault.addCltvBlocks,
          }),
          'policy raised',
        );
        break;
    }
  }

  end(active: ActiveFault): void {
    this.#holding = this.#holding.filter((other) => other !== active);
    this.#undo.get(active)?.();
    this.#undo.delete(active);
  }

  /** What a payee that makes an invoice now will do with the payment; undefined: settle at once. */
  holdFor(payee: number, hash: string): NonNullable<InvoiceOrder['hold']> | undefined {
    for (const active of this.#holding) {
      const { fault } = active;
      if (!this.#isAimedAt(fault, payee)) continue;
      if (!this.#random.chance(fault.sharePct, 100)) continue;
      this.#touch(active, payee, hash, `held, then ${fault.ends}`);
      return { ends: fault.ends === 'settle' ? 'settled' : 'canceled', afterMs: fault.holdMs };
    }
    return undefined;
  }

  #isAimedAt(fault: HoldFault['fault'], payee: number): boolean {
    const { payees } = this.#aims;
    const at = payees.indexOf(payee);
    const first = fault.node % Math.max(1, payees.length);
    return at !== -1 && (at - first + payees.length) % payees.length < fault.payees;
  }

  #drain(active: FaultOfKind<'ln.liquidity_drain'>): void {
    const { fault } = active;
    const moved: { from: End; amountMsat: number }[] = [];
    for (const end of this.#ends(fault)) {
      const from = fault.side === 'outbound' ? end : { ...end, node: end.peer, peer: end.node };
      const owned = this.#sendableMsat(from);
      const wanted = Math.floor((owned * fault.amountPct) / 100);
      if (wanted <= 0) continue;
      const amountMsat = this.#world.moveLiquidity(from.node, from.channel, wanted, 'drain');
      if (amountMsat <= 0) continue;
      moved.push({ from, amountMsat });
      this.#touch(active, from.node, '', `${amountMsat} msat drained`);
    }
    this.#undo.set(active, () => {
      for (const { from, amountMsat } of moved)
        this.#world.moveLiquidity(from.peer, from.channel, amountMsat, 'refill');
    });
  }

  #sendableMsat({ channel, node }: End): number {
    const { truth } = this.#world;
    const edge = truth.edgeFrom(channel * 2) === node ? channel * 2 : channel * 2 + 1;
    return Math.max(0, truth.balanceOf(edge) - truth.reserveOf(channel));
  }

  /** Changes what both ends of each channel ask. Ends of faults may cross, so the policy is put back in layers. */
  #change(
    active: ActiveFault,
    ends: readonly End[],
    change: (policy: ForwardingPolicy) => Partial<ForwardingPolicy>,
    effect: string,
  ): void {
    const layers: { key: string; policy: ForwardingPolicy; node: number; channel: number }[] = [];
    for (const { channel, node, peer } of ends)
      for (const side of [node, peer]) {
        const { truth } = this.#world;
        const edge = truth.edgeFrom(channel * 2) === side ? channel * 2 : channel * 2 + 1;
        const before = truth.policyOf(edge);
        const key = `${side}/${channel}`;
        const stack = this.#bumps.get(key) ?? [before];
        const policy = { ...before, ...change(before) };
        stack.push(policy);
        this.#bumps.set(key, stack);
        this.#world.setPolicy(side, channel, policy);
        layers.push({ key, policy, node: side, channel });
      }
    if (ends.length > 0) this.#touch(active, ends[0]!.node, '', `${effect}: ${ends.length} channels`);
    this.#undo.set(active, () => {
      for (const { key, policy, node, channel } of layers) {
        const stack = this.#bumps.get(key)!;
        stack.splice(stack.indexOf(policy), 1);
        this.#world.setPolicy(node, channel, stack.at(-1)!);
      }
    });
  }

  #ends(fault: ChannelFault['fault']): readonly End[] {
    return endsAimedAt(this.#world, this.#network, this.#aims, fault);
  }
}
