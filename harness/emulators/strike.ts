import type { ApiCall } from './api-call.ts';

/**
 * What an API fault does to one call of an emulated daemon, on the wire (F21–F35 of the fault vocabulary). At most one of
 * the two halves is not null. `delayMs` comes before everything and is virtual time.
 */
export interface ApiStrike {
  readonly delayMs: number;
  /** The daemon never reads the call. */
  readonly before: BeforeRead | null;
  /** The daemon does what it was asked, and this becomes of its answer. */
  readonly after: AfterRead | null;
}

/**
 * - `lost`: read from the socket, dropped, the connection stays open and silent.
 * - `reset`: the connection is destroyed.
 * - `error`: 5xx; gRPC UNAVAILABLE. - `throttled`: 429; RESOURCE_EXHAUSTED. - `unauthorized`: as the daemon says it.
 * - `locked`: LND "wallet locked", CLN and Eclair their nearest: the RPC side runs, nothing was dispatched.
 * - `refused`: the listener is closed for this caller; servers treat it as `reset` before any byte was read.
 */
export type BeforeRead = 'lost' | 'reset' | 'error' | 'throttled' | 'unauthorized' | 'locked' | 'refused';

/**
 * - `lost`: nothing is ever answered. - `reset`: the connection is destroyed at once, before there is an answer.
 * - `reset_mid`: the answer is ready, and the connection is destroyed instead. - `error`: at once 5xx; gRPC UNAVAILABLE.
 * - `truncated`: half of the answer, then the connection closes. - `unreadable`: an HTML page, or bytes that are no message.
 * - `unknown_state`: an enum value or status word that no version had. - `fee_missing`: the fee field is absent.
 */
export type AfterRead =
  | 'lost'
  | 'reset'
  | 'reset_mid'
  | 'error'
  | 'truncated'
  | 'unreadable'
  | 'unknown_state'
  | 'fee_missing';

export const UNSTRUCK: ApiStrike = { delayMs: 0, before: null, after: null };

/** Says what becomes of each call, in the order in which calls arrive at a node. */
export interface StrikeSource {
  strike(node: number, call: ApiCall): ApiStrike;
}

/** Says what becomes of each event that a daemon puts on its streams. */
export interface EventShaper {
  /** How much later than now it comes, in ms, once for every time that it comes; none: it is lost. */
  deliveries(node: number, hash: string): readonly number[];
}

const AT_ONCE: readonly number[] = [0];

/** Nothing is struck. */
export const PEACE: StrikeSource & EventShaper = { strike: () => UNSTRUCK, deliveries: () => AT_ONCE };
