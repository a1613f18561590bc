import type { Preimage } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { feeOrUnknown } from '../fee.ts';
import type { LdkLookupSaid, LdkPayment } from './said.ts';

/**
 * What the record of ldk-server means (adapters.md §6.4; ldk-observed.md wins where they differ).
 *
 * | record                               | answer      | source                                                         |
 * |--------------------------------------|-------------|----------------------------------------------------------------|
 * | OUTBOUND bolt11 with a preimage, any status | settled | §6.4: beats FAILED                                         |
 * | OUTBOUND SUCCEEDED without a preimage | settled    | §6.4; the decider finds no proof and calls a person            |
 * | OUTBOUND FAILED                      | failed, unconfirmed, forgetful | §6.4: two readings; observed §10            |
 * | OUTBOUND PENDING                     | in_flight   | §6.4; an orphan says so for ever: observed §1 (4)              |
 * | not bolt11, with a preimage          | by its status | observed §1 (6): keysend has its preimage from the start     |
 * | INBOUND                              | unknown     | §6.4: the name of the record is taken                          |
 * | absent                               | not_found, forgetful | observed §1 (1): absent and paid, for ever            |
 * | an unlisted status or direction      | unknown     |                                                                |
 * | any gRPC status but OK               | unknown     | §6.4                                                           |
 */
export function resolveLdk(said: LdkLookupSaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'payment':
      return readPayment(said, asked);
    case 'absent':
      return { kind: 'not_found', epoch: asked.epoch, forgetful: true };
    case 'grpc_error':
      return { kind: 'unknown', cause: 'unavailable' };
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

/** A record has no name of its own: a payment that is tried again overwrites it (observed §4). */
function readPayment(said: LdkPayment, { epoch, epochAtSend }: Asked): NodeAnswer {
  if (said.direction !== 'OUTBOUND') return { kind: 'unknown', cause: 'malformed' };
  const proven = said.preimage !== '' && said.paymentKind === 'bolt11';
  if (proven || said.status === 'SUCCEEDED') {
    const preimage = said.preimage as Preimage;
    return { kind: 'settled', preimage, feeMsat: feeOrUnknown(said.feePaidMsat), epoch, record: '' };
  }
  switch (said.status) {
    case 'PENDING':
      return { kind: 'in_flight', epoch, record: '' };
    case 'FAILED': {
      const restarted = epoch !== '' && epochAtSend !== '' && epoch !== epochAtSend;
      const reason = restarted ? 'interrupted' : 'unspecified';
      return { kind: 'failed', reason, epoch, record: '', unconfirmed: true, forgetful: true };
    }
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}
