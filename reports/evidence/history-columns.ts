/** The columns that all events of the history share; what one means for a kind stands in `HISTORY_KINDS`. */
export interface HistoryColumns {
  /** 0, 1, 2 … within the trial. */
  seq: number;
  /** Virtual (or wall) milliseconds since the start of the trial. */
  atMs: number;
  /** Ordinal of the orchestrator's intent within the trial, in order of first durable record; -1 none. */
  intent: number;
  /** Number of the attempt within the intent (1, 2, …); -1 none. */
  attempt: number;
  /** Ordinal of the node within the topology; -1 none. */
  node: number;
  /** Ordinal of another node (payee, receiver); -1 none. */
  peer: number;
  /** Ordinal of the client's request (or of a call, a callback, a fault) within the trial; -1 none. */
  request: number;
  /** Exact integers: totals are proved to stay under 2^53 msat when a topology is loaded. */
  amountMsat: number;
  feeMsat: number;
  limitMsat: number;
  /** Payment hash, 64 hex digits. */
  hash: string;
  actor: string;
  was: string;
  state: string;
  cause: string;
  digest: string;
  tier: string;
  corridor: string;
}
