import { PAYEE_CODES } from '#chaos/faults/ln-fail-code';
import type { Random } from '#chaos/random';
import type { FaultKind } from '#chaos/registry';
import { ONION_FAILURES, TEMPORARY_CHANNEL_FAILURE } from '../htlc/failures.ts';
import type { HtlcMessage, HtlcStrikes } from '../htlc/strikes.ts';
import type { Kernel } from '../kernel.ts';
import type { SimWorld } from '../world.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';
import type { Impediment, Impeding } from './impediment.ts';
import type { FaultApplier } from './injector.ts';

type HtlcFault = FaultOfKind<'ln.htlc_stuck' | 'ln.mpp_partial' | 'ln.fail_code' | 'net.partition'>;
type FailFault = FaultOfKind<'ln.fail_code'>;
type HoldFault = FaultOfKind<'ln.htlc_stuck' | 'ln.mpp_partial'>;
const KINDS = new Set<FaultKind>(['ln.htlc_stuck', 'ln.mpp_partial', 'ln.fail_code']);

/** Channel peers that lost each other try again this often. */
const RECONNECT_MS = 500;
/** A peer that does not answer is noticed by its missing pong (as for a hung node). */
const NOTICED_AFTER_MS = 30_000;

/** Faults between channel peers: F28 (of the network), F46, F48, F49, and a slow node's part of F05. */
export class HtlcFaults implements FaultApplier, HtlcStrikes, Impediment {
  readonly #kernel: Kernel;
  readonly #world: SimWorld;
  readonly #random: Random;
  readonly #touch: Touch;
  #on: HtlcFault[] = [];
  #slow: { readonly active: FaultOfKind<'node.slow'>; readonly node: number }[] = [];
  /** When a partition began, by ordinal. */
  readonly #beganAtMs = new Map<number, number>();
  /** Messages that a fault has dealt with already: they pass when they come again. */
  readonly #dealtWith = new Set<string>();

  constructor(kernel: Kernel, world: SimWorld, random: Random, touch: Touch) {
    this.#kernel = kernel;
    this.#world = world;
    this.#random = random;
    this.#touch = touch;
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    this.#on.push(active as HtlcFault);
    this.#beganAtMs.set(active.ordinal, this.#kernel.nowMs);
    this.#world.strikeHtlcs(this);
  }

  end(active: ActiveFault): void {
    this.#on = this.#on.filter((other) => other !== active);
    this.#beganAtMs.delete(active.ordinal);
    this.#rest();
  }

  impede(active: Impeding, node: number): void {
    if (active.fault.kind !== 'node.slow') return;
    this.#slow.push({ active: active as FaultOfKind<'node.slow'>, node });
    this.#world.strikeHtlcs(this);
  }

  release(active: ActiveFault): void {
    this.#slow = this.#slow.filter((one) => one.active !== active);
    this.#rest();
  }

  arriving(message: HtlcMessage, from: number, to: number, part: number, stamp: number): number {
    for (const active of this.#on) {
      const struck =
        active.fault.kind === 'net.partition'
          ? this.#cut(active as FaultOfKind<'net.partition'>, message, from, to, part, stamp)
          : message === 'add' && this.#isAimedAt(active.fault, to)
            ? this.#struck(active as FailFault | HoldFault, to, part, stamp)
            : 0;
      if (struck !== 0) return struck;
    }
    for (const { active, node } of this.#slow) {
      if (node !== to || this.#again(active, `${message}.${part}.${stamp}.${from}`)) continue;
      this.#touch(active, to, this.#world.partOf(part).hash, 'HTLC delayed');
      return active.fault.addMs;
    }
    return 0;
  }

  #rest(): void {
    if (this.#on.length > 0 || this.#slow.length > 0) return;
    this.#dealtWith.clear();
    this.#world.strikeHtlcs(null);
  }

  #again(active: ActiveFault, message: string): boolean {
    const key = `${active.ordinal}/${message}`;
    if (this.#dealtWith.has(key)) return true;
    this.#dealtWith.add(key);
    return false;
  }

  #isAimedAt(fault: { readonly node: number; readonly nodes: number }, node: number): boolean {
    const count = this.#world.nodeCount;
    return (node - (fault.node % count) + count) % count < fault.nodes;
  }

  #struck(active: FailFault | HoldFault, to: number, part: number, stamp: number): number {
    const atPayee = this.#world.isAtPayee(part);
    const { hash, paidMsat, totalMsat } = this.#world.partOf(part);
    const { fault } = active;
    if (fault.kind === 'ln.fail_code') {
      const fromPayee = (PAYEE_CODES as readonly string[]).includes(fault.code);
      if (fromPayee !== atPayee || this.#again(active, `${part}.${stamp}.${to}`)) return 0;
      active.counted++;
      if (active.counted <= fault.skip || active.counted > fault.skip + fault.count) return 0;
      this.#touch(active, to, hash, fault.code);
      return -ONION_FAILURES.findIndex(({ name }) => name === fault.code);
    }
    if (atPayee || (fault.kind === 'ln.mpp_partial' && paidMsat >= totalMsat)) return 0;
    // Decided once for each part, wherever it is met first.
    if (this.#again(active, `${part}.${stamp}`) || !this.#random.chance(fault.sharePct, 100)) return 0;
    this.#touch(active, to, hash, `held for ${fault.holdMs} ms`);
    return fault.holdMs;
  }

  #cut(
    active: FaultOfKind<'net.partition'>,
    message: HtlcMessage,
    from: number,
    to: number,
    part: number,
    stamp: number,
  ): number {
    if (this.#isCut(active, from, to)) {
      if (!this.#again(active, `${message}.${part}.${stamp}.${to}`))
        this.#touch(active, to, this.#world.partOf(part).hash, `${message} waits`);
      return RECONNECT_MS;
    }
    const next = message === 'add' ? this.#world.nextPeer(part) : -1;
    if (next === -1 || !this.#isCut(active, to, next)) return 0;
    if (this.#kernel.nowMs - this.#beganAtMs.get(active.ordinal)! < NOTICED_AFTER_MS) return 0;
    this.#touch(active, to, this.#world.partOf(part).hash, 'next peer is gone');
    return -TEMPORARY_CHANNEL_FAILURE;
  }

  #isCut(active: FaultOfKind<'net.partition'>, from: number, to: number): boolean {
    const { fault } = active;
    const inside = this.#isAimedAt(fault, from);
    if (inside === this.#isAimedAt(fault, to)) return false;
    return fault.direction === 'both' || fault.direction === (inside ? 'outgoing' : 'incoming');
  }
}
