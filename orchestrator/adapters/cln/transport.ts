import type { RefusalKind } from '../../ports/lightning-node.ts';
import type { Json, JsonObject } from './json.ts';

/** What a call is for: calls of one kind never wait for those of another, however many of them hang. */
export type Lane = 'pay' | 'query' | 'stream';

/**
 * How many connections a lane has at most. Each call has one to itself as long as they suffice: when a connection breaks, all
 * calls on it lose their answers (adapters.md §13). Beyond them calls share (unix socket) or wait (HTTP).
 */
export const CONNECTIONS_MAX: Readonly<Record<Lane, number>> = { pay: 256, query: 64, stream: 16 };

/** What became of one call, once and for all. `why` is for people and holds no secret. */
export type Heard =
  | { readonly kind: 'result'; readonly value: Json }
  /** The daemon's own word. `code` null: an error without one. */
  | { readonly kind: 'error'; readonly code: number | null; readonly message: string }
  /** No connection came about, so this call did not leave. */
  | { readonly kind: 'refused'; readonly refusal: RefusalKind; readonly why: string }
  /** The call may have left; its answer did not come. */
  | { readonly kind: 'lost'; readonly cause: 'reset' | 'timeout'; readonly why: string }
  /** Something came that is no answer. */
  | { readonly kind: 'malformed'; readonly why: string };

export interface Transport {
  /**
   * Sends the call once and never again. `heard` is called at most once, never before `call` returns. What is returned says
   * that nobody waits any more; the daemon goes on (core-lightning-observed.md §5: a hang-up cancels nothing).
   */
  call(lane: Lane, method: string, params: JsonObject, heard: (heard: Heard) => void): () => void;
  /** Texts that no message may hold. */
  secrets(): readonly string[];
  /** Calls that are open end as lost, later ones are refused. */
  close(): void;
}

export const CLOSED: Heard = {
  kind: 'refused',
  refusal: 'unreachable',
  why: 'the connection was closed by us',
};

/** The error object of JSON-RPC, or of a body of clnrest. */
export function errorOf(error: JsonObject, otherwise: string): Heard {
  const { code, message } = error;
  return {
    kind: 'error',
    code: typeof code === 'number' && Number.isSafeInteger(code) ? code : null,
    message: typeof message === 'string' ? message : otherwise,
  };
}
