import type { Json, JsonObject, RecordedDaemon } from './recordings.ts';

/** What became of one question, in the same words for all daemons. */
export interface Answer {
  /**
   * - `result`, `error 205`: JSON-RPC. - `gRPC 0`, `gRPC 6`. - `HTTP 200`.
   * - `lost`: the connection broke before there was an answer. - `left`: whoever asked went away, nothing says how it ended.
   */
  readonly status: string;
  /** The daemon's text of an error; '' where there is none. */
  readonly text: string;
  /** The result, the body, the messages of a stream, the data of an error. */
  readonly messages: readonly Json[];
  /** HTTP alone: headers that were recorded. */
  readonly headers?: JsonObject;
}

/** One question to a real daemon and its answer. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly daemon: RecordedDaemon;
  /** File and place in it: `pay_twice#0`. */
  readonly id: string;
  readonly node: string;
  readonly note: string;
  readonly method: string;
  readonly request: JsonObject;
  readonly answer: Answer;
  /** Unix s at which it was asked; 0: not recorded. */
  readonly at: number;
}

/** One trial of a race, of which only a summary was kept: what the caller and the look-ups saw, and what the payee had. */
export interface Trial {
  readonly kind: 'trial';
  readonly daemon: RecordedDaemon;
  readonly id: string;
  /** What the pay call said before it ended, in the daemon's words; then how it ended. */
  readonly told: readonly string[];
  readonly caller: string;
  /** What look-ups said, one after the other, until nothing moved any more and before anybody tried again. */
  readonly lookups: readonly string[];
  /** Whether the payee had the money in the end, without another try. */
  readonly paid: boolean;
  /** Whether the daemon was started anew between the call and the look-ups. */
  readonly restarted: boolean;
}

/** What is neither: a log, a count, the words of somebody else. */
export interface Note {
  readonly kind: 'note';
  readonly daemon: RecordedDaemon;
  readonly id: string;
  readonly note: string;
}

export type Item = Exchange | Trial | Note;
