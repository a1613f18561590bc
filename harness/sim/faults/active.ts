import type { FaultKind, TimedFault } from '#chaos/registry';

/** A fault of the schedule in its trial. */
export interface ActiveFault<Fault extends TimedFault = TimedFault> {
  /** Position in the schedule. */
  readonly ordinal: number;
  readonly fault: Fault;
  /** waiting: before its time, or for its trigger. on: it strikes. over: ended or healed. */
  phase: 'waiting' | 'armed' | 'on' | 'over';
  /** How often it had an effect. */
  effects: number;
  /** Passages counted since it was armed (`nth`), or strikes left to give (`count`). */
  counted: number;
}

export type FaultOfKind<Kind extends FaultKind> = ActiveFault<Extract<TimedFault, { kind: Kind }>>;

/** Tells the history that a fault had an effect. */
export type Touch = (active: ActiveFault, node: number, hash: string, effect: string) => void;
