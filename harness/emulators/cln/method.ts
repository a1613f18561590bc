import type { CallClass } from '../api-call.ts';
import type { ClnBooks } from './cln-books.ts';
import { type Asked, readParams, type Signature, usageOf } from './params.ts';
import type { RpcError } from './rpc-error.ts';
import type { Wire, WireObject } from './wire-json.ts';

/** One call that the daemon is at. It is answered once; what is said after that is dropped. */
export interface Call {
  readonly node: ClnBooks;
  readonly params: Wire;
  /** Whoever asked had hung up before the daemon read it. */
  readonly gone: boolean;
  answer(result: WireObject): void;
  refuse(error: RpcError): void;
}

/** One command of the daemon. */
export interface Method {
  readonly name: string;
  readonly class: CallClass;
  readonly usage: string;
  /** Returns the result, or nothing when it is answered later. @throws RpcError */
  run(call: Call): WireObject | undefined;
}

export function method<S extends Signature>(
  name: string,
  of: CallClass,
  signature: S,
  run: (asked: Asked<S>, call: Call) => WireObject | undefined,
): Method {
  return {
    name,
    class: of,
    usage: usageOf(signature),
    run: (call) => run(readParams(signature, call.params), call),
  };
}
