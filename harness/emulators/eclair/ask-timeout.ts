import { ASK_TIMEOUT_MS } from '../../sim/personality/eclair.ts';
import type { Caller, EclairNode } from './method.ts';
import { thrown } from './refusal.ts';
import type { SentPayment } from './sent-payments.ts';

const WATCH_MS = 250;

/** A blocking call that may be over before its payment is: 500 after `timeoutSeconds`, and the payment goes on. */
export interface AskWatch {
  /** The daemon has stopped to wait after the default time and says nothing more about this call. */
  gaveUp(): void;
}

export function watchAnswer(node: EclairNode, caller: Caller, payment: SentPayment): AskWatch {
  const { desk } = node;
  const { timeoutMs } = caller;
  const endsAtMs = desk.nowMs + timeoutMs;
  if (timeoutMs < ASK_TIMEOUT_MS) desk.later(timeoutMs, () => caller.refuse(askTimedOut(timeoutMs)));
  const watch = () => {
    const body = endOf(node, payment);
    if (body !== null) caller.answer(body);
    else if (desk.nowMs >= endsAtMs) caller.refuse(askTimedOut(timeoutMs));
    else desk.later(Math.min(WATCH_MS, endsAtMs - desk.nowMs), watch);
  };
  return { gaveUp: watch };
}

/** What became of the payment; null while it is under way. */
function endOf({ payments, events, desk }: EclairNode, payment: SentPayment): object | null {
  const view = payments.read(payment.hash).find((one) => one.payment === payment);
  if (view === undefined || view.isPlaceheld || view.rows.some(({ status }) => status === 'pending'))
    return null;
  const sent = view.rows.find(({ status }) => status === 'sent');
  if (sent !== undefined) return events.sent(view, sent.preimage, desk.nowMs);
  return events.failed(
    payment,
    view.rows.flatMap(({ failures }) => failures),
    desk.nowMs,
  );
}

/** As recorded (transcripts: `timeout_and_pause`). */
function askTimedOut(timeoutMs: number) {
  return thrown(
    `Ask timed out on [Actor[akka://eclair-node/user/$k#-1082983914]] after [${timeoutMs} ms]. ` +
      'Message of type [fr.acinq.eclair.payment.send.PaymentInitiator$SendPaymentToNode]. ' +
      "A typical reason for `AskTimeoutException` is that the recipient actor didn't send a reply.",
  );
}
