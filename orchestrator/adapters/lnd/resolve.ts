import type { Preimage } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { FailureReason } from '../../domain/outcome.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { feeOrUnknown } from '../fee.ts';
import type { LndFailureReason, LndLookupSaid, LndPayment } from './said.ts';

/**
 * What LND's record of a payment means (adapters.md §3.4; lnd-observed.md wins where they differ).
 *
 * | LND says                                        | answer      | source                                             |
 * |-------------------------------------------------|-------------|----------------------------------------------------|
 * | SUCCEEDED, whatever the failure reason          | settled     | observed §1 (4): SUCCEEDED(TIMEOUT) is normal      |
 * | IN_FLIGHT or INITIATED, an HTLC SUCCEEDED       | settled, fee not known | §3.4: the money is gone, other parts settle |
 * | IN_FLIGHT or INITIATED, whatever the reason     | in_flight   | §3.4 (b); for ever after a crash: observed §5a     |
 * | FAILED and one of the six reasons               | failed      | §3.3: final, no unresolved HTLC exists             |
 * | FAILED(NO_ROUTE) in another epoch than the send | failed, `interrupted` | §3.3: a restart ends it so                |
 * | FAILED without a reason, or with an unlisted one | unknown    | never seen: not guessed                            |
 * | UNKNOWN or an unlisted status                   | unknown     |                                                    |
 * | code 5 `payment isn't initiated`                | not_found   | §3.4; observed §1 (2): on its own no answer        |
 * | any other code or text, also code 5             | unknown     | §2: REST answers unknown routes with code 5 too    |
 */
export function resolveLnd(said: LndLookupSaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'payment':
      return readPayment(said, asked);
    case 'grpc_error':
      return said.code === 5 && said.message.includes("payment isn't initiated")
        ? { kind: 'not_found', epoch: asked.epoch }
        : { kind: 'unknown', cause: 'unavailable' };
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

const ZEROS = '0'.repeat(64);

/** One payment message; the same words in a look-up and in the stream of the pay call. */
export function readPayment(said: LndPayment, asked: Asked): NodeAnswer {
  const { epoch } = asked;
  const record = said.paymentIndex;
  switch (said.status) {
    case 'SUCCEEDED':
      return settled(said.preimage, said.feeMsat, asked, record);
    case 'IN_FLIGHT':
    case 'INITIATED': {
      for (const htlc of said.htlcs)
        if (htlc.status === 'SUCCEEDED' && htlc.preimage !== '' && htlc.preimage !== ZEROS)
          return settled(htlc.preimage, null, asked, record);
      return { kind: 'in_flight', epoch, record };
    }
    case 'FAILED': {
      const reason = reasonOf(said.failureReason, asked);
      return reason === null
        ? { kind: 'unknown', cause: 'malformed' }
        : { kind: 'failed', reason, epoch, record };
    }
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

function settled(preimage: string, feeMsat: bigint | null, { epoch }: Asked, record: string): NodeAnswer {
  return {
    kind: 'settled',
    preimage: preimage as Preimage,
    feeMsat: feeOrUnknown(feeMsat),
    epoch,
    record,
  };
}

/** `PaymentFailureReason` in our words (adapters.md §7). The fee limit cannot be told from no route. */
function reasonOf(reason: LndFailureReason, { epoch, epochAtSend }: Asked): FailureReason | null {
  switch (reason) {
    case 'NO_ROUTE':
      return epoch !== '' && epochAtSend !== '' && epoch !== epochAtSend ? 'interrupted' : 'no_route';
    case 'TIMEOUT':
      return 'timeout';
    case 'ERROR':
      return 'unspecified';
    case 'INCORRECT_PAYMENT_DETAILS':
      return 'incorrect_payment_details';
    case 'INSUFFICIENT_BALANCE':
      return 'insufficient_balance';
    case 'CANCELED':
      return 'interrupted';
    default:
      return null;
  }
}
