import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { FailureReason } from '../../domain/outcome.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { readPayment } from './resolve.ts';
import type { LndError, LndPaySaid } from './said.ts';

/**
 * What the end of `SendPaymentV2` means. A message of the stream says what a look-up would (`readPayment`); a status
 * speaks of this call only, so the decider takes `rejected` and `not_sent` for an end only of an attempt sent once.
 *
 * | gRPC status                                     | answer    | source                                               |
 * |-------------------------------------------------|-----------|------------------------------------------------------|
 * | 6, any text (SQL wraps it)                      | duplicate | adapters.md §3.3: the hash is known                  |
 * | 2, text of `REFUSED` below                      | rejected  | §3.3: before anything is written; observed §6; LND   |
 * | 2, wallet locked, RPC still starting            | not_sent  | §7 note *; observed §2                               |
 * | 4                                               | unknown   | §3.3: a deadline says nothing about the payment      |
 * | 12, a method that a newer version has removed   | unknown   | §12 (15)                                             |
 * | 14, 1, 13, 2 with another text (shutting down)  | unknown   | §1 (2); observed §5a                                 |
 * | anything else                                   | unknown   |                                                      |
 */
export function classifyLndPay(said: LndPaySaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'payment':
      return readPayment(said, asked);
    case 'grpc_error':
      return ofStatus(said, asked);
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

/** Texts of code 2, matched by substring (SQL backends wrap them), and why this call sent nothing. */
const REFUSED: readonly (readonly [text: string, reason: FailureReason])[] = [
  // Checked before the hash is looked up: of a paid invoice too (observed §1 (5)).
  ['invoice expired. Valid until', 'invoice_expired'],
  ['self-payments not allowed', 'rejected_by_node'],
  ['amount must be specified when paying a zero amount invoice', 'rejected_by_node'],
  ['amount must not be specified when paying a non-zero amount invoice', 'rejected_by_node'],
  // Older versions have two spaces here (adapters.md §3.3).
  ['amount must not be specified when paying a non-zero  amount invoice', 'rejected_by_node'],
  ['payment request must contain either a payment address or blinded paths', 'rejected_by_node'],
  ['payment_hash and payment_request cannot appear together', 'rejected_by_node'],
  ['invoice not for current active network', 'rejected_by_node'],
  ['invalid bech32 string', 'rejected_by_node'],
  // lnd v0.18 to v0.21, lnrpc/routerrpc/router_backend.go [extractIntentFromSendRequest]: before `PreparePayment` writes.
  ['the AMP flag (--amp or SendPaymentRequest.Amp) must be set to pay an AMP invoice', 'rejected_by_node'],
  ['dest and payment_request cannot appear together', 'rejected_by_node'],
  ['final_cltv_delta and payment_request cannot appear together', 'rejected_by_node'],
  // The same versions, zpay32/bech32.go and zpay32/decode.go: the invoice is decoded first.
  ['checksum failed. ', 'rejected_by_node'],
  ['string not all lowercase or all uppercase', 'rejected_by_node'],
  ['invalid character in string: ', 'rejected_by_node'],
  ['invalid character not part of charset: ', 'rejected_by_node'],
  ['invalid index of 1', 'rejected_by_node'],
  // Credentials: this node cannot be used, another one can.
  ['expected 1 macaroon, got', 'node_unavailable'],
  ['cannot determine data format of binary-encoded macaroon', 'node_unavailable'],
  ['verification failed: signature mismatch', 'node_unavailable'],
];

/** Texts of code 2 from before the RPC server runs: nothing is dispatched yet (observed §2). */
const NOT_STARTED: readonly string[] = [
  'waiting to start, RPC services not available',
  'wallet not created, create one to',
  'wallet locked, unlock it to enable full RPC access',
  'the RPC server is in the process of starting up, but not yet ready to accept calls',
];

function ofStatus({ code, message }: LndError, { epoch }: Asked): NodeAnswer {
  switch (code) {
    case 2: {
      for (const [text, reason] of REFUSED)
        if (message.includes(text)) return { kind: 'rejected', reason, epoch };
      if (message === 'permission denied') return { kind: 'rejected', reason: 'node_unavailable', epoch };
      if (/^cltv limit .* should be greater than |^total time lock of \d+ exceeds max allowed /.test(message))
        return { kind: 'rejected', reason: 'rejected_by_node', epoch };
      return NOT_STARTED.some((text) => message.includes(text))
        ? { kind: 'not_sent' }
        : { kind: 'unknown', cause: 'unavailable' };
    }
    case 4:
      return { kind: 'unknown', cause: 'timeout' };
    case 6:
      return { kind: 'duplicate', epoch };
    default:
      return { kind: 'unknown', cause: 'unavailable' };
  }
}
