import type { PayCall } from '../../ports/node.ts';
import type { Ending } from './deadline.ts';
import { countOf, hex32Of, msatOf, msatParam, objectOf, textOf } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import { lookUpRows, UNREAD, type Unread, wordOf } from './look-up.ts';
import type { Rpc } from './rpc.ts';
import type { ClnPaid, ClnPaySaid } from './said.ts';
import { hasXpay, hasXpayMaxdelay, type Version } from './version.ts';

/** JSON-RPC "no such method": this call did nothing (adapters.md §7). */
const NO_SUCH_METHOD = -32601;
/** `pay` counts seconds and blocks in 16 bits. */
const U16_MAX = 65_535;

/**
 * The command that pays: `xpay` since v24.11, before it `pay`. Which one is known from the version, and from the daemon itself
 * when it says that it has no `xpay`; only then is a second command sent, because the first did nothing.
 */
export class PayCommand {
  readonly #rpc: Rpc;
  /** null: not probed, or a build without a release; a young daemon is assumed. */
  #version: Version | null = null;
  #xpayMissing = false;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  probed(version: Version | null): void {
    this.#version = version;
    this.#xpayMissing = false;
  }

  async pay(call: PayCall, until: Ending): Promise<ClnPaySaid | Unread> {
    let heard = this.#takesXpay
      ? await this.#rpc.hear('pay', 'xpay', xpayParams(call, this.#version), until)
      : null;
    if (heard?.kind === 'error' && heard.code === NO_SUCH_METHOD) {
      this.#xpayMissing = true;
      heard = null;
    }
    heard ??= await this.#rpc.hear('pay', 'pay', payParams(call), until);
    if (heard.kind === 'result') {
      const paid = paidOf(heard.value);
      if (paid !== null) return paid;
      this.#rpc.trouble('pay');
      return UNREAD;
    }
    const word = wordOf(heard);
    if (word.kind !== 'rpc_error') return word;
    const after = await lookUpRows(this.#rpc, call.hash, until);
    return { ...word, after: after.kind === 'rows' ? after : null };
  }

  get #takesXpay(): boolean {
    return !this.#xpayMissing && (this.#version === null || hasXpay(this.#version));
  }
}

function xpayParams(call: PayCall, version: Version | null): JsonObject {
  return {
    invstring: call.invoice,
    ...amountParam(call),
    maxfee: msatParam(call.feeLimitMsat),
    retry_for: windowSeconds(call),
    ...(version === null || hasXpayMaxdelay(version) ? { maxdelay: call.cltvLimitBlocks } : {}),
  };
}

function payParams(call: PayCall): JsonObject {
  return {
    bolt11: call.invoice,
    ...amountParam(call),
    maxfee: msatParam(call.feeLimitMsat),
    retry_for: Math.min(windowSeconds(call), U16_MAX),
    maxdelay: Math.min(call.cltvLimitBlocks, U16_MAX),
  };
}

/** Only an invoice without an amount takes one; the daemon refuses it otherwise (core-lightning-observed.md §6). */
function amountParam({ invoice, amountMsat }: PayCall): JsonObject {
  return hasAmount(invoice) ? {} : { amount_msat: msatParam(amountMsat) };
}

/** BOLT 11: the human-readable part ends at the last `1`; network prefixes have no digits, amounts begin with one. */
function hasAmount(invoice: string): boolean {
  return /\d/.test(invoice.slice(0, Math.max(0, invoice.lastIndexOf('1'))));
}

/** The daemon counts whole seconds, and none at all would forbid the first attempt. */
function windowSeconds({ attemptWindowMs }: PayCall): number {
  return Math.max(1, Math.floor(attemptWindowMs / 1000));
}

/**
 * `xpay`: `successful_parts`. `pay`: `parts`, the attempts, and a `status`; `pay` of v26.06 is an `xpay` and may leave the
 * status out (adapters.md §§4.2, 11.2 #7923).
 */
function paidOf(result: Json): ClnPaid | null {
  const answer = objectOf(result);
  if (answer === null || (textOf(answer, 'status') ?? 'complete') !== 'complete') return null;
  const preimage = hex32Of(answer, 'payment_preimage');
  if (preimage === null) return null;
  const amountMsat = msatOf(answer, 'amount_msat');
  const amountSentMsat = msatOf(answer, 'amount_sent_msat');
  const parts = countOf(answer, 'successful_parts') ?? countOf(answer, 'parts');
  if (amountMsat === null || amountSentMsat === null || parts === null)
    return { kind: 'paid', preimage, amountMsat: 0n, amountSentMsat: 0n, successfulParts: 0 };
  return { kind: 'paid', preimage, amountMsat, amountSentMsat, successfulParts: parts };
}
