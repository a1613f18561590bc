import type { HistoryEvent } from '#reports/evidence/history';
import { counted } from '#reports/gate/quantity';
import { moment, sats } from './amount.ts';
import type { NodeNames } from './node-names.ts';
import { parametersInWords } from './plain-words.ts';

const VERB = { settled: 'settled', failed: 'failed', in_flight: 'is still in flight', unknown: 'is unknown' };

/** One event in words, or null when it says nothing to a person who looks for a mistake. */
export function sentence(event: HistoryEvent, name: NodeNames): string | null {
  const { state, cause } = event;
  const amount = sats(event.amountMsat);
  const at = name(event.node);
  const why = cause === '' ? '' : ` (${cause})`;
  switch (event.kind) {
    case 'request-submitted':
      return state === 'first'
        ? `client ${event.actor} asks to pay ${amount} to ${name(event.peer)}, fees up to ${sats(event.limitMsat)}, ${event.tier} tier, corridor ${event.corridor} (key ${cause})`
        : `client ${event.actor} sends key ${cause} again, ${state === 'retry' ? 'same content' : 'with other content'}`;
    case 'response-received':
      return state === '0'
        ? `client ${event.actor} gets no answer for key ${cause}`
        : `client ${event.actor} is answered ${state} for key ${cause}`;
    case 'intent-received':
      return `the ledger holds the intent: ${amount}, fee cap ${sats(event.limitMsat)}, no dispatch after ${moment(event.feeMsat)}`;
    case 'policy-decided':
      return `policy ${event.was} says ${state}${why.replaceAll(',', ', ')}`;
    case 'approval-moved':
      return `approval ${state}${event.actor === '' ? '' : ` by ${event.actor}`}`;
    case 'intent-moved':
      return `${event.was} → ${state}${why}`;
    case 'attempt-opened':
      return `attempt ${event.attempt} is durable: ${amount} through ${at}, fees up to ${sats(event.limitMsat)}`;
    case 'attempt-resolved':
      return `attempt ${event.attempt} ${VERB[state as keyof typeof VERB] ?? state}${why}, as learnt from ${event.actor.replace('_', ' ')}${fee(event)}`;
    case 'exception-moved':
      return state === 'raised'
        ? `raised to the exception queue for a person: ${cause} (${event.digest})`
        : `exception closed by ${event.actor}${why}`;
    case 'answer-stored':
      return `the final answer is durable: ${state} ${event.digest}`;
    case 'reconciler-ran':
      return event.amountMsat === 0 && event.feeMsat === 0
        ? null
        : `the reconciler found ${counted(event.amountMsat, 'discrepancy', 'discrepancies')} and made ${counted(event.feeMsat, 'change')}`;
    case 'orchestrator-moved':
      return `THE ORCHESTRATOR ${state === 'crashed' ? 'CRASHED' : 'STARTED'}${why}, incarnation ${event.request}`;
    case 'call-sent':
      return state === 'pay'
        ? `call ${event.request} → ${at}: pay ${amount}, fees up to ${sats(event.limitMsat)} (attempt ${event.attempt})`
        : `call ${event.request} → ${at}: what became of this hash?`;
    case 'call-answered':
      return `call ${event.request} ← ${at}: ${state}${why}`;
    case 'callback-delivered':
      return `callback that claims to come from ${at}: ${state} (${cause})`;
    case 'payment-begun':
      return `${at} accepts the payment of ${amount} to ${name(event.peer)}`;
    case 'payment-ended':
      return state === 'settled'
        ? `MONEY MOVED: ${at} paid ${name(event.peer)} ${amount} and ${sats(event.feeMsat)} in fees`
        : `the payment from ${at} ended unpaid${why}`;
    case 'route-failed':
      return `a part of ${amount} from ${at} failed at ${name(event.peer)}${why}`;
    case 'invoice-paid':
      return `${at} releases the preimage for ${amount}: irrevocable from here`;
    case 'invoice-moved':
      return `the invoice at ${at} is ${state}`;
    case 'node-moved':
      return `NODE ${at} is ${state}${why}`;
    case 'block-mined':
      return null;
    case 'channel-closed':
      return `CHANNEL between ${at} and ${name(event.peer)} (${amount}) was closed${why}`;
    case 'liquidity-moved':
      return `${amount} moved from ${at} to ${name(event.peer)} by others${why}`;
    case 'balance-seen':
      return null;
    case 'node-truth':
      return `truth at ${at} in the end: ${state}, ${amount}${state === 'settled' ? ` and ${sats(event.feeMsat)} in fees` : ''}`;
    case 'htlc-pending':
      return `truth in the end: an HTLC of ${amount} from ${at} to ${name(event.peer)} is out until block ${event.limitMsat} (now ${event.feeMsat})`;
    case 'viability-seen':
      return state === 'viable'
        ? `oracle: a path of ${sats(event.feeMsat)} in fees exists`
        : 'oracle: no viable path exists';
    case 'phase-began':
      return `── ${state.toUpperCase()} ──`;
    case 'fault-began':
      return `FAULT ${event.request} ${state} begins${event.node < 0 ? '' : ` at ${at}`}${cause === '' || cause === '{}' ? '' : `: ${parametersInWords(cause)}`}`;
    case 'fault-touched':
      return `fault ${event.request} ${state} strikes${event.node < 0 ? '' : ` ${at}`}${why}`;
    case 'fault-ended':
      return `FAULT ${event.request} ${state} ends after ${counted(event.amountMsat, 'effect')}`;
    case 'attempt-resent':
      return `the orchestrator sends attempt ${event.attempt} to ${at} once more`;
    case 'control-moved':
      return `CONTROL ${state.replaceAll('_', ' ')}${why}`;
    case 'breaker-moved':
      return `the circuit breaker of ${at} is ${state.replaceAll('_', ' ')}`;
    case 'person-acted':
      return `${event.actor} answers the request for approval: ${state}`;
    case 'block-disconnected':
      return `block ${event.amountMsat} was reorganised away`;
    case 'reservation-moved':
    case 'audit-anchored':
    case 'audit-recorded':
    case 'limit-in-force':
    case 'bound-in-force':
      return null;
    default:
      return unforeseen(event.kind);
  }
}

function fee(event: HistoryEvent): string {
  if (event.state !== 'settled') return '';
  return event.feeMsat < 0 ? ', fee not said' : `, fee ${sats(event.feeMsat)}`;
}

function unforeseen(kind: never): never {
  throw new Error(`no sentence for history kind ${String(kind)}`);
}
