import type { Schedule } from '#chaos/schedule';
import type { Pilot } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';

/** All that a trial needs beside its spec: plain data, the same for every trial of a run, cloned once to each worker. */
export interface TrialContext {
  readonly pilot: Pilot;
  readonly network: Network;
  /** The policy document as text: its hash is part of the evidence. */
  readonly policyText: string;
}

export interface TrialOptions {
  /** keep: the encoded history is in the result (for the database). hash: only its hash. none: invariants only. */
  readonly history: 'keep' | 'hash' | 'none';
  /** Id of a planted mutant to run instead of the real orchestrator. */
  readonly mutant?: string;
  /** false: nothing judges or counts, so nothing remembers every payment: only to measure the simulation itself. */
  readonly judge?: false;
  /** Run this schedule instead of the one that the scenario draws (replay, shrinking). */
  readonly schedule?: Schedule;
}
