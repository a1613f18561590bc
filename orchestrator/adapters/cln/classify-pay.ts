import type { Preimage } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { FailureReason } from '../../domain/outcome.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { feeOrUnknown } from '../fee.ts';
import { readRows } from './resolve.ts';
import type { ClnPayError, ClnPaySaid } from './said.ts';

/**
 * What the end of `xpay` means. Its error is never an end by itself: parts may be out, and it may speak of an earlier try
 * (adapters.md §4.3; core-lightning-observed.md §5: 205, 207 and −3 were said of payments that were complete). So the
 * rows are read after every error, and the error only explains them.
 *
 * | xpay                                     | rows after it      | answer              | source                      |
 * |------------------------------------------|--------------------|---------------------|-----------------------------|
 * | paid                                     |                    | settled             | §4.3: at the first preimage |
 * | any error                                | complete / pending | settled / in_flight | §4.4                        |
 * | 200, 201, 219, −3 around 200 or 201      | failed / none / not read | duplicate     | §4.4; observed §5           |
 * | a code that gives up (`GAVE_UP`)         | all failed         | failed, unconfirmed | §4.4: the command is over   |
 * | a code from before the first part (`BEFORE_PARTS`) | none     | rejected            | §4.4                        |
 * | 1501, 1502 (clnrest: the rune is wrong)  | none / not read    | rejected            | observed §8                 |
 * | −4, −5, −32601, 208, no code, any other  | failed / none / not read | unknown       | §4.4; observed §§4, 8       |
 */
export function classifyClnPay(said: ClnPaySaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'paid': {
      // With other parts out the sum counts them as if they had settled: not known yet.
      const feeMsat = said.successfulParts === 1 ? said.amountSentMsat - said.amountMsat : null;
      const { epoch } = asked;
      const preimage = said.preimage as Preimage;
      return { kind: 'settled', preimage, feeMsat: feeOrUnknown(feeMsat), epoch, record: '' };
    }
    case 'rpc_error':
      return ofError(said, asked);
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

function ofError(said: ClnPayError, asked: Asked): NodeAnswer {
  const { code, after } = said;
  const reason = gaveUp(said);
  // `listpays` still says pending for a moment after the error; the command itself is over (adapters.md §4.3 (6)).
  const rows =
    after === null ? null : readRows({ ...after, listpaysPending: false }, asked, reason ?? 'unspecified');
  if (rows !== null && rows.kind !== 'failed' && rows.kind !== 'not_found') return rows;
  if (isKnownHash(said)) return { kind: 'duplicate', epoch: asked.epoch };
  if (rows?.kind === 'failed') return reason === null ? { kind: 'unknown', cause: 'unavailable' } : rows;
  if (code === 1501 || code === 1502)
    return { kind: 'rejected', reason: 'node_unavailable', epoch: asked.epoch };
  return rows !== null && reason !== null && BEFORE_PARTS.has(code)
    ? { kind: 'rejected', reason, epoch: asked.epoch }
    : { kind: 'unknown', cause: 'unavailable' };
}

/** Whether the error says that the hash is in flight or paid; −3 has its real code in the text only (observed §5). */
function isKnownHash({ code, message }: ClnPayError): boolean {
  if (code === -3) return /injectpaymentonion error 20[01]\b/.test(message);
  return code === 200 || code === 201 || code === 219;
}

/** Codes that come before any part is made (adapters.md §4.4), if there is no row. */
const BEFORE_PARTS: ReadonlySet<number | null> = new Set([-32602, 205, 206, 207, 213, 214, 215, 220]);

/** Codes with which xpay gives up (adapters.md §§4.3, 7); null: it says nothing of why, or is still at work. */
const GAVE_UP: ReadonlyMap<number, FailureReason> = new Map([
  [-32602, 'rejected_by_node'],
  [202, 'unspecified'],
  [203, 'incorrect_payment_details'],
  [204, 'no_route'],
  // Also insufficient funds: they differ in prose only (observed §6).
  [205, 'no_route'],
  [206, 'fee_limit'],
  [207, 'invoice_expired'],
  [210, 'timeout'],
  [213, 'rejected_by_node'],
  [214, 'rejected_by_node'],
  [215, 'insufficient_balance'],
  [216, 'no_route'],
  [220, 'no_route'],
]);

function gaveUp({ code, message }: ClnPayError): FailureReason | null {
  if (code === null) return null;
  if (code !== 209) return GAVE_UP.get(code) ?? null;
  if (message.startsWith('Timed out after')) return 'timeout';
  return message.startsWith('Failed after') ? 'no_route' : 'unspecified';
}
