import type { Preimage } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { feeOrUnknown } from '../fee.ts';
import { reasonOf } from './failures.ts';
import type { EclairError, EclairPaySaid } from './said.ts';

/**
 * What the answer to `payinvoice` means. Eclair does not deduplicate (adapters.md §5.3): every call is a payment of its
 * own, and its answer speaks of that one only.
 *
 * | Eclair                               | answer    | source                                                          |
 * |--------------------------------------|-----------|-----------------------------------------------------------------|
 * | 200 `payment-sent`                   | settled   | §5.3: at the first preimage                                     |
 * | 200 `payment-failed`                 | failed, unconfirmed | §5.3; observed §1 (3): also said of a second one while the first is held |
 * | … its only failure `unsupported invoice features` | rejected | §5.3: said before anything is sent or written |
 * | 200 uuid                             | in_flight | §5.3; 6 of those were then never made: observed §7              |
 * | 400                                  | rejected  | §5.3: not attempted; of this call only: observed §9             |
 * | 401, 404, 405                        | rejected  | §5.3: not attempted; credentials or version, another node can   |
 * | 408, 500 `Ask timed out`             | unknown   | observed §1 (4): alive, later paid                              |
 * | any other status                     | unknown   | §5.3                                                            |
 */
export function classifyEclairPay(said: EclairPaySaid, asked: Asked): NodeAnswer {
  const { epoch } = asked;
  switch (said.kind) {
    case 'payment-sent': {
      const preimage = said.preimage as Preimage;
      return { kind: 'settled', preimage, feeMsat: feeOrUnknown(said.feesPaidMsat), epoch, record: said.id };
    }
    case 'payment-failed':
      if (neverBegan(said.failures)) return { kind: 'rejected', reason: 'rejected_by_node', epoch };
      return { kind: 'failed', reason: reasonOf(said.failures), epoch, record: said.id, unconfirmed: true };
    case 'started':
      return { kind: 'in_flight', epoch, record: said.id };
    case 'http_error':
      return ofStatus(said, asked);
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

/**
 * `PaymentInitiator` reads the features of the invoice first, and of what it does not know it leaves no row that a second
 * reading could confirm. No other failure has this text, and none of another node can have it.
 */
function neverBegan(failures: readonly string[]): boolean {
  return failures.length === 1 && failures[0]!.startsWith('unsupported invoice features');
}

function ofStatus({ status, error }: EclairError, { epoch }: Asked): NodeAnswer {
  switch (status) {
    case 400: {
      const reason = error.includes('invoice has expired') ? 'invoice_expired' : 'rejected_by_node';
      return { kind: 'rejected', reason, epoch };
    }
    case 401:
    case 404:
    case 405:
      return { kind: 'rejected', reason: 'node_unavailable', epoch };
    case 408:
      return { kind: 'unknown', cause: 'timeout' };
    case 500:
      return { kind: 'unknown', cause: error.includes('Ask timed out') ? 'timeout' : 'unavailable' };
    default:
      return { kind: 'unknown', cause: 'unavailable' };
  }
}
