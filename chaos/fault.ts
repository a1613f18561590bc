import { z } from 'zod';
import type { Random } from './random.ts';

/** Moments of a trial that can set a fault off. They survive the removal of earlier faults, which absolute times do not. */
export const TRIGGER_EVENTS = {
  'pay-sent': 'a pay call left the orchestrator',
  'pay-accepted': 'a payer node wrote its own record of a payment',
  settled: 'a payee released a preimage',
  'call-failed': 'a call to a node ended without an answer',
  commit: 'the orchestrator asked its journal to commit a group',
  callback: 'a callback reached the orchestrator',
  'orch-stopped': 'the orchestrator died, or stopped because of its journal',
} as const;
export type TriggerEvent = keyof typeof TRIGGER_EVENTS;

/** Times and durations are virtual milliseconds since the start of the trial; one day is the longest trial. */
const TIME_MS_MAX = 86_400_000;
export const timeMs = z.int().min(0).max(TIME_MS_MAX);

/** Where the n-th target of a kind is meant: taken modulo how many there are, so a smaller network never dangles. */
export const ordinal = z.int().min(0).max(1_000_000);

export const nth = z.int().min(1).max(1_000_000).describe('Counted from the moment the fault is armed.');

export const triggerSchema = z.strictObject({
  event: z.enum(Object.keys(TRIGGER_EVENTS) as [TriggerEvent, ...TriggerEvent[]]),
  nth,
  afterMs: timeMs.describe('Wait this long after the event.'),
});
export type Trigger = z.infer<typeof triggerSchema>;

/**
 * What every fault has. `atMs`: when it begins, or, with `on`, when it starts to wait for that event; if the fault names
 * a payer, only that payer's events count. A fault that counts passages (`nth`) counts from the event on. `durMs`: how long it lasts, or how long it stays armed; the heal phase ends it
 * at the latest. 0 is a moment.
 */
export function envelope<const Kind extends string>(kind: Kind) {
  return { kind: z.literal(kind), atMs: timeMs, durMs: timeMs, on: triggerSchema.optional() };
}

/** What a schedule can be drawn against: counts, because targets are ordinals modulo these. */
export interface DrawTargets {
  readonly payerCount: number;
  readonly payeeCount: number;
  readonly nodeCount: number;
  readonly channelCount: number;
  /** The write boundaries that the engine publishes; a new one is covered without anyone remembering. */
  readonly boundaryNames: readonly string[];
}

/**
 * One entry of the fault vocabulary. It describes and draws; applying is the environment's business.
 * `lane`: where it can be injected. `source`: the entry of properties-and-faults.md that it stands for.
 */
export interface FaultDefinition<Kind extends string, Schema extends z.ZodType> {
  readonly kind: Kind;
  readonly title: string;
  readonly meaning: string;
  readonly source: string;
  readonly lane: 'sim' | 'docker' | 'both';
  readonly schema: Schema;
  /**
   * Why the shipped nemeses never draw it: alone it bites nothing, or what the properties promise cannot hold under it. A
   * generator that knows what it does may draw it all the same.
   */
  readonly optIn?: string;
  /** Whether neither its time nor the heal phase ends it. */
  readonly forGood?: true;
  /** What ending the fault does, in words. */
  readonly heals: string;
  /** A fault that fits into `horizonMs`, or null when there is nothing to aim at. */
  draw(random: Random, targets: DrawTargets, horizonMs: number): z.infer<Schema> | null;
}

interface Enveloped<Kind extends string> {
  readonly kind: Kind;
  readonly atMs: number;
  readonly durMs: number;
  readonly on?: Trigger | undefined;
}

export function defineFault<const Kind extends string, Schema extends z.ZodType<Enveloped<Kind>>>(
  definition: FaultDefinition<Kind, Schema>,
): FaultDefinition<Kind, Schema> {
  return definition;
}
