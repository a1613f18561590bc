import type { DrawTargets } from './fault.ts';
import type { Random } from './random.ts';
import { FAULT_KINDS, type FaultKind, faultDefinition, type TimedFault } from './registry.ts';
import { orderSchedule, type Schedule } from './schedule.ts';

/** A nemesis plans which faults of its kinds strike a trial, and when. Healing is part of each fault. */
export interface Nemesis {
  readonly name: string;
  readonly kinds: readonly FaultKind[];
  plan(random: Random, targets: DrawTargets, horizonMs: number, faultCount: number): Schedule;
}

export interface WeightedKind {
  readonly kind: FaultKind;
  readonly weight: number;
}

/**
 * Swarm testing: half of all seeds switch each kind off with one chance in two and weigh the others from 1 to 100; the
 * other half plays everything evenly, because a pair of rare faults needs both (simulation-and-chaos.md §A).
 */
export function drawFaultMix(random: Random, kinds: readonly FaultKind[]): readonly WeightedKind[] {
  if (random.chance(1, 2)) return kinds.map((kind) => ({ kind, weight: 1 }));
  const mix = kinds
    .filter(() => random.chance(1, 2))
    .map((kind) => ({ kind, weight: random.between(1, 100) }));
  if (mix.length > 0 || kinds.length === 0) return mix;
  return [{ kind: kinds[random.between(0, kinds.length - 1)] as FaultKind, weight: 1 }];
}

function pickWeighted(random: Random, mix: readonly WeightedKind[]): FaultKind {
  let left = random.between(
    1,
    mix.reduce((sum, entry) => sum + entry.weight, 0),
  );
  for (const { kind, weight } of mix) {
    left -= weight;
    if (left <= 0) return kind;
  }
  throw new RangeError('a fault mix needs at least one kind with a weight above 0');
}

/** One fault of this kind, or null when the network has nothing to aim it at. */
export function drawFault(
  kind: FaultKind,
  random: Random,
  targets: DrawTargets,
  horizonMs: number,
): TimedFault | null {
  return faultDefinition(kind).draw(random, targets, horizonMs);
}

export function defineNemesis(name: string, kinds: readonly FaultKind[]): Nemesis {
  return {
    name,
    kinds,
    plan(random, targets, horizonMs, faultCount) {
      const mix = drawFaultMix(random.fork('mix'), kinds);
      if (mix.length === 0) return [];
      const planned: TimedFault[] = [];
      for (let i = 0; i < faultCount; i += 1) {
        // A fork a fault: another number of faults leaves the earlier ones as they were.
        const own = random.fork(`fault-${i}`);
        const fault = drawFault(pickWeighted(own, mix), own, targets, horizonMs);
        if (fault !== null) planned.push(fault);
      }
      return orderSchedule(planned);
    },
  };
}

/** Kinds that strike a trial like any other; the rest say in `optIn` why not. */
export const EVERYDAY_KINDS: readonly FaultKind[] = FAULT_KINDS.filter(
  (kind) => faultDefinition(kind).optIn === undefined,
);

const startingWith = (...prefixes: string[]): readonly FaultKind[] =>
  EVERYDAY_KINDS.filter((kind) => prefixes.some((prefix) => kind.startsWith(prefix)));

export const NEMESES = {
  outage: defineNemesis('outage', [...startingWith('node.'), 'ln.payee_offline', 'api.error', 'net.reset']),
  drain: defineNemesis('drain', [
    'ln.liquidity_drain',
    'ln.channel_disabled',
    'ln.fee_or_cltv_bump',
    'chain.block_burst',
  ]),
  delay: defineNemesis('delay', [
    'evt.delay',
    'evt.drop',
    'ln.payee_hold',
    'net.latency',
    'net.request_lost',
    'net.response_lost',
    'store.slow',
  ]),
  callbacks: defineNemesis('callbacks', startingWith('evt.')),
  'partial-commit': defineNemesis('partial-commit', startingWith('orch.', 'store.')),
  mixed: defineNemesis('mixed', EVERYDAY_KINDS),
} as const satisfies Record<string, Nemesis>;

export type NemesisName = keyof typeof NEMESES;
