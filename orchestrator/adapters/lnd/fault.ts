import type { NoAnswer } from '../asked.ts';
import type { Fault } from './connection.ts';
import type { LndError } from './said.ts';

/** What grpc-js says when no daemon said anything: the connection broke (Node's words, and its own). */
const BROKE =
  /^Connection dropped|ECONNRESET|EPIPE|socket hang up|^Received RST_STREAM|^Stream refused by server/;

/** A call that ended without its answer, in the words of the rules; never `refused`. */
export function saidByFault(fault: Fault): LndError | NoAnswer {
  switch (fault.kind) {
    case 'timeout':
      return { kind: 'no_answer', why: 'timeout' };
    case 'closed':
      return { kind: 'no_answer', why: 'reset' };
    case 'status':
      if (BROKE.test(fault.text)) return { kind: 'no_answer', why: 'reset' };
      return { kind: 'grpc_error', code: fault.code, message: fault.text };
  }
}

/** By the text alone, so only for calls that change nothing: of a pay call the ticket says it (`SendTicket`). */
export function neverConnected(fault: Fault): boolean {
  return fault.kind === 'status' && fault.code === 14 && fault.text.startsWith('No connection established');
}
