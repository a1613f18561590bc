import type { WireObject } from './wire-json.ts';

/** What Core Lightning answers instead of a result (`common/jsonrpc_errors.h` of v26.06.6). */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly data: WireObject | undefined;

  constructor(code: number, message: string, data?: WireObject) {
    super(message);
    this.code = code;
    this.data = data;
  }

  /** As it stands in the answer. */
  get wire(): WireObject {
    return { code: this.code, message: this.message, data: this.data };
  }
}

export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const LIGHTNINGD = -1;
export const PLUGIN_TERMINATED = -4;
export const SHUTTING_DOWN = -5;

export function invalidParams(message: string): RpcError {
  return new RpcError(INVALID_PARAMS, message);
}

/** The daemon shows the bad value only to developers: it may be a secret (`common/json_command.c`). */
export function badParam(name: string, complaint: string): RpcError {
  return invalidParams(`${name}: ${complaint}: invalid token (see logs for details)`);
}

/** Real, and not here: nothing was done. */
export function notEmulated(what: string): RpcError {
  return new RpcError(LIGHTNINGD, `${what} is not emulated`);
}
