import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { PayCall } from '#orchestrator/ports/node';
import { contentDigest } from './content-digest.ts';
import type { SimInvoice } from './invoice-text.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { HistoryRecorder } from './recorder.ts';

/** A call as the history knows it. */
export interface RecordedCall {
  readonly node: number;
  readonly intent: number;
  readonly attempt: number;
  readonly hash: string;
}

/** Size of a message as LND puts it on the wire, with its headers: tens of bytes more or less do not matter. */
export const REQUEST_BYTES = { pay: 1_000, lookup: 300, list: 300 } as const;
export const ANSWER_BYTES = { pay: 1_500, lookup: 1_500, list: 30_000 } as const;

/** What the history says of the calls between orchestrator and nodes; the same whatever carries them. */
export class CallHistory {
  readonly #recorder: HistoryRecorder;
  readonly #ledger: LedgerHistory;

  constructor(recorder: HistoryRecorder, ledger: LedgerHistory) {
    this.#recorder = recorder;
    this.#ledger = ledger;
  }

  /** `at`: the number of the call. `invoice` null: what it pays is no invoice. */
  paySent(at: number, call: RecordedCall, request: PayCall, invoice: SimInvoice | null): void {
    const recorder = this.#recorder;
    const ledger = this.#ledger;
    const event = recorder.begin('call-sent');
    event.request = at;
    event.intent = call.intent;
    event.attempt = call.attempt;
    event.node = call.node;
    event.hash = request.hash;
    event.amountMsat = Number(request.amountMsat);
    event.limitMsat = Number(request.feeLimitMsat);
    event.feeMsat = request.cltvLimitBlocks;
    event.state = 'pay';
    event.digest = contentDigest({
      invoice: request.invoice,
      payee: invoice === null ? -1 : invoice.payee,
      amountMsat: request.amountMsat,
      compliance: ledger.intentOf(request.intent)?.compliance ?? '',
      payeeName: (ordinal) => ledger.nodeName(ordinal),
    });
    recorder.push();
  }

  lookupSent(at: number, call: RecordedCall): void {
    const recorder = this.#recorder;
    const event = recorder.begin('call-sent');
    event.request = at;
    event.intent = call.intent;
    event.attempt = call.attempt;
    event.node = call.node;
    event.hash = call.hash;
    event.state = 'lookup';
    recorder.push();
  }

  answered(at: number, call: RecordedCall, answer: NodeAnswer): void {
    const recorder = this.#recorder;
    const event = recorder.begin('call-answered');
    event.request = at;
    event.intent = call.intent;
    event.attempt = call.attempt;
    event.node = call.node;
    event.hash = call.hash;
    event.state = answer.kind;
    if ('epoch' in answer) event.was = answer.epoch;
    if ('record' in answer) event.digest = answer.record;
    if (answer.kind === 'unknown') event.cause = answer.cause;
    else if (answer.kind === 'failed' || answer.kind === 'rejected') event.cause = answer.reason;
    recorder.push();
  }
}
