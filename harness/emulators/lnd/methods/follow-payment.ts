import type { LndPayment } from '#orchestrator/adapters/lnd/said';
import type { LndCall } from '../call.ts';
import type { GrpcStatus } from '../grpc-codes.ts';
import type { LndHost } from '../host.ts';
import { paymentMessage } from '../payment-message.ts';

/** What a stream has said last. */
export interface Shown {
  last: LndPayment | null;
}

/** The daemon's row, or what it says instead. */
export function rowOf({ desk }: LndHost, hash: string): LndPayment | GrpcStatus {
  const words = desk.look(hash);
  if (words.daemon !== 'lnd') throw new Error(`a ${words.daemon} daemon sits at the desk of an LND`);
  const { said } = words;
  switch (said.kind) {
    case 'payment':
      return said;
    case 'grpc_error':
      return { code: said.code, text: said.message };
    case 'no_answer':
      throw new Error('a row was looked up that does not answer');
  }
}

export function isRow(row: LndPayment | GrpcStatus): row is LndPayment {
  return 'kind' in row;
}

export function isInFlight({ status }: LndPayment): boolean {
  return status === 'IN_FLIGHT' || status === 'INITIATED';
}

/** Nothing is out and nothing will be: its end follows at once, and real streams say only that (pay_errors.json). */
export function isEnding({ failureReason, htlcs }: LndPayment): boolean {
  return failureReason !== 'NONE' && htlcs.every(({ status }) => status !== 'IN_FLIGHT');
}

/** Sends every other state in which the payment is in flight; whoever calls says how it ends. */
export function followPayment(call: LndCall, host: LndHost, hash: string, shown: Shown): void {
  host.events.followRecord(hash, call, () => {
    const row = rowOf(host, hash);
    if (isRow(row) && isInFlight(row) && !isEnding(row)) sendIfNew(call, host, hash, row, shown);
  });
}

export function sendIfNew(
  call: LndCall,
  host: LndHost,
  hash: string,
  row: LndPayment,
  shown: Shown,
  isAnswer = false,
): void {
  if (shown.last !== null && signature(shown.last) === signature(row)) return;
  shown.last = row;
  call.send(paymentMessage(host, hash, row), isAnswer);
}

function signature({ status, failureReason, paymentIndex, htlcs }: LndPayment): string {
  return `${status} ${failureReason} ${paymentIndex} ${htlcs.map((htlc) => htlc.status).join()}`;
}
