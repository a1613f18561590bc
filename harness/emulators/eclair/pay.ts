import { READ_MS } from '../../sim/personality/eclair.ts';
import type { DecodedBolt11 } from '../desk.ts';
import { alienInvoice } from './alien-invoice.ts';
import { watchAnswer } from './ask-timeout.ts';
import { feeLimit, MAX_FEE_FLAT_SAT, MAX_FEE_PCT } from './fee-limit.ts';
import type { Form } from './form.ts';
import { invoiceField } from './invoice-field.ts';
import type { Caller, EclairNode, Method } from './method.ts';
import { illegal, malformed, Refusal } from './refusal.ts';
import { uuidOf } from './uuid.ts';

const EXTERNAL_ID_MAX = 66;
/** Defaults of Eclair's `reference.conf` (adapters.md §5.2). */
const PARTS_MAX = 5;
const CLTV_LIMIT_BLOCKS = 2016;
/** Eclair counts attempts and not time; as good as for ever. */
const WINDOW_MS = 365 * 86_400_000;

/**
 * `payinvoice`. Nothing asks whether the hash was paid before: every call is a payment of its own. It goes on whatever
 * becomes of the call.
 */
export const payInvoice: Method = {
  class: 'pay',
  hashOf: (form, { desk }) => invoiceHash(form, (text) => desk.decode(text)),
  run: (form, node, caller) => {
    const { invoice, isAlien } = asked(form, node);
    const amountMsat = form.long('amountMsat') ?? invoice.amountMsat;
    form.int('maxAttempts');
    const flatSat = form.long('maxFeeFlatSat') ?? MAX_FEE_FLAT_SAT;
    const pct = form.double('maxFeePct') ?? MAX_FEE_PCT;
    const isBlocking = form.boolean('blocking') === true;
    if (amountMsat === null)
      throw malformed(
        'invoice',
        "The invoice must have an amount or you need to specify one using the field 'amountMsat'",
      );
    if (amountMsat <= 0) throw illegal('requirement failed: total amount must be > 0');
    const externalId = form.text('externalId') ?? '';
    if (externalId.length > EXTERNAL_ID_MAX)
      throw illegal(`externalId is too long: cannot exceed ${EXTERNAL_ID_MAX} characters`);
    if (node.desk.nowMs > invoice.createdAtMs + invoice.expirySeconds * 1000)
      throw illegal('invoice has expired');
    if (isAlien) return refuseSilently(invoice, amountMsat, isBlocking, node, caller);
    const limitMsat = feeLimit(amountMsat, flatSat, pct);
    begin(node, caller, { invoice, amountMsat, limitMsat, externalId, isBlocking });
  },
};

interface Wish {
  readonly invoice: DecodedBolt11;
  readonly amountMsat: number;
  readonly limitMsat: number;
  readonly externalId: string;
  readonly isBlocking: boolean;
}

function begin(node: EclairNode, caller: Caller, wish: Wish): void {
  const { desk, payments, events } = node;
  const { invoice, amountMsat } = wish;
  const payment = payments.begin(invoice, amountMsat, wish.externalId);
  const waits = wish.isBlocking ? watchAnswer(node, caller, payment) : null;
  desk.pay(
    {
      invoice,
      amountMsat,
      feeLimitMsat: wish.limitMsat,
      windowMs: WINDOW_MS,
      partsMax: PARTS_MAX,
      cltvLimitBlocks: CLTV_LIMIT_BLOCKS,
      gone: caller.isGone,
    },
    ({ daemon, said }) => {
      if (daemon !== 'eclair') throw new Error(`${desk.name} runs ${daemon}, not eclair`);
      switch (said.kind) {
        case 'payment-sent':
        case 'payment-failed': {
          if (payment.id === '') payments.name(payment, said.id);
          const view = payments.read(payment.hash).find((one) => one.payment === payment);
          const body =
            said.kind === 'payment-sent'
              ? events.sent(view ?? { payment, rows: [], isPlaceheld: false }, said.preimage, desk.nowMs)
              : events.failed(payment, said.failures, desk.nowMs);
          if (wish.isBlocking) caller.answer(body);
          break;
        }
        case 'http_error':
          if (said.status === 500) waits?.gaveUp();
          else {
            payments.drop(payment);
            caller.refuse(new Refusal(said.status, said.error, true));
          }
      }
    },
  );
  // The actor that sends answers when it knows of the payment: no read after the answer finds nothing (observed §6).
  if (!wish.isBlocking)
    desk.later(READ_MS.max, () => {
      payments.read(payment.hash);
      if (payment.id !== '') caller.answer(payment.id);
    });
}

/** @throws Refusal */
function asked(
  form: Form,
  { desk }: EclairNode,
): { readonly invoice: DecodedBolt11; readonly isAlien: boolean } {
  try {
    return { invoice: invoiceField(desk, form), isAlien: false };
  } catch (refusal) {
    const invoice = alienInvoice(desk, form.text('invoice') ?? '');
    if (invoice === null) throw refusal;
    return { invoice, isAlien: true };
  }
}

/** Features that Eclair does not know: a UUID, and then no row and no event (adapters.md §5.3). */
function refuseSilently(
  invoice: DecodedBolt11,
  amountMsat: number,
  isBlocking: boolean,
  { desk, events }: EclairNode,
  caller: Caller,
): void {
  const id = uuidOf(`unsupported ${desk.pubkey} ${invoice.hash} ${desk.nowMs}`);
  const { hash, payee, payeePubkey } = invoice;
  const payment = {
    ...{ id, hash, payee, payeePubkey, amountMsat, externalId: '', begunAtMs: desk.nowMs },
    ...{ invoice: null, completedAtMs: [], isTold: false },
  };
  caller.answer(isBlocking ? events.failed(payment, ['unsupported invoice features'], desk.nowMs) : id);
}

function invoiceHash(form: Form, decode: (text: string) => DecodedBolt11): string {
  try {
    return decode(form.text('invoice') ?? '').hash;
  } catch {
    // It is refused when it is read.
    return '';
  }
}
