import type { CallClass } from '../api-call.ts';
import type { EmulatedDesk } from '../desk.ts';
import type { Form } from './form.ts';
import type { PaymentEvents } from './payment-events.ts';
import type { Refusal } from './refusal.ts';
import type { RoutesShown } from './route-shown.ts';
import type { SentPayments } from './sent-payments.ts';
import type { EclairVersion } from './version.ts';

/** One emulated node, as its methods see it. */
export interface EclairNode {
  readonly desk: EmulatedDesk;
  readonly version: EclairVersion;
  readonly payments: SentPayments;
  readonly routes: RoutesShown;
  readonly events: PaymentEvents;
  /** Invoices that were deleted: unknown, also where the network remembers them. */
  readonly deleted: Set<string>;
}

/** Who waits for the answer of one call. Only the first answer counts. */
export interface Caller {
  /** Whether the client hung up before the call was read. */
  readonly isGone: boolean;
  /** `timeoutSeconds` of the call. */
  readonly timeoutMs: number;
  answer(body: unknown): void;
  refuse(refusal: Refusal): void;
}

export interface Method {
  readonly class: CallClass;
  /** The payment that the call is about; '' for none. */
  hashOf(form: Form, node: EclairNode): string;
  /** @throws Refusal */
  run(form: Form, node: EclairNode, caller: Caller): void;
}

/** A method that answers at once. */
export function query(
  callClass: CallClass,
  read: (form: Form, node: EclairNode) => unknown,
  hashOf: Method['hashOf'] = () => '',
): Method {
  return { class: callClass, hashOf, run: (form, node, caller) => caller.answer(read(form, node)) };
}

/** Of calls that name their payment by hash. */
export function fieldHash(form: Form): string {
  return form.text('paymentHash')?.toLowerCase() ?? '';
}
