import type { ClnPaid, ClnPayError } from '#orchestrator/adapters/cln/said';
import type { PaySaid } from '../../../sim/personality/said.ts';
import { isBech32 } from '../../bech32.ts';
import type { DecodedBolt11 } from '../../desk.ts';
import { type Call, type Method, method } from '../method.ts';
import { anyText, hash, may, msat, need, readParams, texts, u32, usageOf } from '../params.ts';
import { payErrorText } from '../pay-words.ts';
import { invalidParams, METHOD_NOT_FOUND, notEmulated, RpcError } from '../rpc-error.ts';
import { type PartRow, seconds } from '../sendpay-rows.ts';
import { isList, isObject, type Wire, type WireObject } from '../wire-json.ts';

/** xpay's own limit is askrene's. */
const PARTS_MAX = 100;
/** Between xpay's error and the end of its clean-up `listpays` still says pending (adapters.md §4.3 (6)). */
const CLEANUP_MS = 3;
const REFUSED_BY_PAYEE = "Destination said it doesn't know invoice: incorrect_or_unknown_payment_details";

interface PayOrder {
  readonly invoice: DecodedBolt11;
  readonly amountMsat: number;
  readonly maxfeeMsat: number;
  readonly retrySeconds: number;
  readonly maxdelay: number;
  readonly partsMax: number;
  readonly label: string;
  /** In the shape of the old `pay`. */
  readonly asPay: boolean;
}

const SIGNATURE = {
  invstring: need(anyText),
  amount_msat: may(msat),
  maxfee: may(msat),
  layers: may(texts),
  retry_for: may(u32),
  partial_msat: may(msat),
  maxdelay: may(u32),
  payer_note: may(anyText),
  label: may(anyText),
  localinvreqid: may(hash),
};

const xpay: Method = {
  name: 'xpay',
  class: 'pay',
  usage: usageOf(SIGNATURE),
  run: (call) => start(call, orderOf(call, call.params, false)),
};

/**
 * Since v26.06 xpay answers `pay`, if its parameters are one or two by position, or named with `bolt11`; what it does not
 * know it ignores. Everything else would go to the old plugin, which is switched off (core-lightning-observed.md §4).
 */
const pay: Method = {
  name: 'pay',
  class: 'pay',
  usage:
    'bolt11 [amount_msat] [label] [maxfeepercent] [retry_for] [maxdelay] [exemptfee] [maxfee] [partial_msat]',
  run: (call) => start(call, orderOf(call, redirected(call.params), true)),
};

const keysend = method('xkeysend', 'pay', { destination: need(anyText), amount_msat: need(msat) }, () => {
  throw notEmulated('xkeysend');
});

const TAKEN_OVER = [
  'amount_msat',
  'maxfee',
  'retry_for',
  'partial_msat',
  'maxdelay',
  'label',
  'localinvreqid',
];

function redirected(params: Wire): WireObject {
  if (isList(params) && (params.length === 1 || params.length === 2))
    return { invstring: params[0], amount_msat: params[1] };
  if (isObject(params) && params.bolt11 !== undefined) {
    const taken = TAKEN_OVER.map((name) => [name, params[name]] as const);
    const maxfee = params.maxfee ?? maxfeeOf(params);
    return { ...Object.fromEntries(taken), invstring: params.bolt11, maxfee };
  }
  if (isObject(params) && Object.keys(params).length === 0)
    throw invalidParams('missing required parameter: bolt11');
  throw new RpcError(METHOD_NOT_FOUND, 'Command "pay" is deprecated');
}

/** `maxfeepercent` and `exemptfee`, which xpay does not have, become an amount where the call names one. */
function maxfeeOf({ maxfeepercent, exemptfee, amount_msat }: WireObject): number | undefined {
  if ((maxfeepercent === undefined && exemptfee === undefined) || amount_msat === undefined) return undefined;
  const exemptMsat = exemptfee === undefined ? 5_000 : msat('exemptfee', exemptfee);
  const share = Number(maxfeepercent ?? 0.5) / 100;
  return Math.max(exemptMsat, Math.floor(msat('amount_msat', amount_msat) * share));
}

/** @throws RpcError −32602 */
function orderOf({ node }: Call, params: Wire, asPay: boolean): PayOrder {
  const asked = readParams(SIGNATURE, params);
  if (/^(lightning:)?ln[ior]1/i.test(asked.invstring)) throw notEmulated('BOLT 12');
  if (asked.partial_msat !== undefined) throw notEmulated('partial_msat');
  const invoice = decoded(node, asked.invstring);
  const amountMsat = invoice.amountMsat ?? asked.amount_msat;
  if (amountMsat === undefined) throw invalidParams('amount_msat required');
  if (invoice.amountMsat !== null && asked.amount_msat !== undefined)
    throw invalidParams('amount_msat unnecessary');
  if (amountMsat === 0) throw invalidParams('Cannot pay bolt11 invoice with zero amount');
  return {
    invoice,
    amountMsat,
    maxfeeMsat: asked.maxfee ?? Math.max(5_000, Math.floor(amountMsat / 100)),
    retrySeconds: asked.retry_for ?? 60,
    maxdelay: asked.maxdelay ?? 2016,
    partsMax: asked.layers?.includes('auto.no_mpp_support') === true ? 1 : PARTS_MAX,
    label: asked.label ?? '',
    asPay,
  };
}

/** @throws RpcError −32602 with the words of the daemon. */
export function decoded(node: Call['node'], invstring: string): DecodedBolt11 {
  const complaint = (why: string) => invalidParams(`Invalid bolt11 invoice: ${why}`);
  const prefix = /^(?:lightning:)?ln(bcrt|bc|tbs|tb|sb)/i.exec(invstring)?.[1]?.toLowerCase();
  // The daemon looks at the prefix before it looks inside.
  if (prefix !== undefined && prefix !== 'bcrt' && isBech32(invstring.toLowerCase()))
    throw complaint(`Prefix ${prefix} is not for regtest`);
  try {
    return node.decode(invstring);
  } catch {
    throw complaint('Bad bech32 string');
  }
}

function start(call: Call, order: PayOrder): undefined {
  const { node } = call;
  const { invoice, amountMsat } = order;
  const startedAtMs = node.desk.nowMs;
  node.rows.payingFor(invoice.hash, invoice.text, invoice.payeePubkey, order.label);
  const wish = {
    invoice,
    amountMsat,
    feeLimitMsat: order.maxfeeMsat,
    windowMs: order.retrySeconds * 1000,
    partsMax: order.partsMax,
    cltvLimitBlocks: order.maxdelay,
    gone: call.gone,
  };
  node.desk.pay(wish, (said) => ended(call, order, startedAtMs, said));
}

function ended(call: Call, order: PayOrder, startedAtMs: number, words: PaySaid): void {
  if (words.daemon !== 'cln') throw new TypeError(`${call.node.desk.name} is no Core Lightning node`);
  const { said } = words;
  const { rows } = call.node.rows.of(order.invoice.hash);
  if (said.kind === 'paid') call.answer(paidFields(order, startedAtMs, said, rows));
  else if (said.kind === 'rpc_error') failed(call, order, said, rows);
}

function paidFields(
  { invoice, asPay }: PayOrder,
  startedAtMs: number,
  { preimage, amountMsat, amountSentMsat, successfulParts }: ClnPaid,
  rows: readonly PartRow[],
): WireObject {
  const groupid = rows.findLast(({ status }) => status === 'complete')?.groupid;
  const tried = rows.filter((row) => row.groupid === groupid);
  const failedParts = tried.filter(({ status }) => status === 'failed').length;
  const paid = { payment_preimage: preimage, amount_msat: amountMsat, amount_sent_msat: amountSentMsat };
  if (!asPay) return { ...paid, failed_parts: failedParts, successful_parts: successfulParts };
  return {
    ...paid,
    parts: failedParts + successfulParts,
    destination: invoice.payeePubkey,
    payment_hash: invoice.hash,
    status: 'complete',
    created_at: startedAtMs / 1000,
  };
}

function failed(call: Call, order: PayOrder, said: ClnPayError, rows: readonly PartRow[]): void {
  const { node } = call;
  const { invoice, amountMsat, asPay } = order;
  if (said.code === 219) {
    // Without its rows the daemon knows nothing of it: it sends another HTLC, and only the payee refuses (observed §5).
    if (!rows.some(({ status }) => status === 'complete'))
      return call.refuse(new RpcError(203, REFUSED_BY_PAYEE));
    if (asPay) return call.answer(replayed(invoice, rows));
  }
  if (rows.length > 0) {
    const cleanedUp = node.rows.cleaningUp(invoice.hash);
    node.desk.later(CLEANUP_MS, cleanedUp);
  }
  const { pubkey, nowMs } = node.desk;
  const trouble = { invoice, amountMsat, rows, channels: node.desk.channels(), pubkey, nowMs };
  call.refuse(new RpcError(said.code ?? -1, payErrorText(said, trouble)));
}

/** `pay` of what is paid answers with the first result, whole seconds and all. */
function replayed({ hash: of, payeePubkey }: DecodedBolt11, rows: readonly PartRow[]): WireObject {
  const complete = rows.filter(({ status }) => status === 'complete');
  return {
    payment_preimage: complete[0]!.preimage,
    status: 'complete',
    amount_msat: complete.reduce((sum, row) => sum + row.amountMsat, 0n),
    amount_sent_msat: complete.reduce((sum, row) => sum + row.amountSentMsat, 0n),
    destination: payeePubkey,
    payment_hash: of,
    created_at: seconds(complete[0]!.createdAtMs),
    parts: complete.length,
  };
}

export const PAY: readonly Method[] = [xpay, pay, keysend];
