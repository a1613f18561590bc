import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import type { LdkError, LdkPaySaid } from './said.ts';

/**
 * What the answer to `Bolt11Send` means. It comes at once and tells the beginning only (ldk-observed.md §3).
 *
 * | ldk-server                                                   | answer    | source                                  |
 * |--------------------------------------------------------------|-----------|-----------------------------------------|
 * | OK                                                           | in_flight | observed §5: never followed by absent   |
 * | 9 `A payment with the given hash has already been initiated.` | duplicate | §6.3; observed §4                      |
 * | 9 `Failed to send the given payment.`                        | rejected  | §6.4; observed §7: FAILED at once, no reason |
 * | 3 `The given invoice is invalid.`, `… amount …`              | rejected  | §6.4; observed §7: no record            |
 * | 16                                                           | rejected  | §6.4; observed §2: credentials          |
 * | 4                                                            | unknown   | §1 (2)                                  |
 * | anything else, also 9 and 3 with another text                | unknown   | §1 (2)                                  |
 */
export function classifyLdkPay(said: LdkPaySaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'initiated':
      return { kind: 'in_flight', epoch: asked.epoch, record: '' };
    case 'grpc_error':
      return ofStatus(said, asked);
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

function ofStatus({ code, message }: LdkError, { epoch }: Asked): NodeAnswer {
  if (code === 9 && message === 'A payment with the given hash has already been initiated.')
    return { kind: 'duplicate', epoch };
  // No route, too little balance, too dear, expired: it does not say which, so another node may try (observed §7).
  if (code === 9 && message === 'Failed to send the given payment.')
    return { kind: 'rejected', reason: 'no_route', epoch };
  if (code === 3 && /^The given (invoice|amount) is invalid\.$/.test(message))
    return { kind: 'rejected', reason: 'rejected_by_node', epoch };
  if (code === 16) return { kind: 'rejected', reason: 'node_unavailable', epoch };
  return { kind: 'unknown', cause: code === 4 ? 'timeout' : 'unavailable' };
}
