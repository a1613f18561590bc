import type { DaemonEpoch, PaymentHash } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { LookupCall, PayCall } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import { lookupSaid, paySaid } from './answers.ts';
import type { EclairApi } from './api.ts';
import { classifyEclairPay } from './classify-pay.ts';
import type { InfoWatch } from './info-watch.ts';
import { payForm } from './pay-form.ts';
import { resolveEclair } from './resolve.ts';

const MALFORMED: NodeAnswer = { kind: 'unknown', cause: 'malformed' };

/** Pay and look-up: words become answers by the pure rules, and get the epoch in which they were said. */
export class EclairPayments {
  readonly #api: EclairApi;
  readonly #watch: InfoWatch;
  readonly #timers: Timers;
  readonly #prefix: string;

  /** @param prefix of this network's invoices */
  constructor(parts: { api: EclairApi; watch: InfoWatch; timers: Timers; prefix: string }) {
    this.#api = parts.api;
    this.#watch = parts.watch;
    this.#timers = parts.timers;
    this.#prefix = parts.prefix;
  }

  async pay(call: PayCall): Promise<NodeAnswer> {
    const form = payForm(call, this.#prefix);
    if (typeof form !== 'string') return form;
    const endsAtMs = this.#timers.nowMs() + call.timeoutMs;
    const before = this.#watch.epoch;
    const said = paySaid(await this.#api.pays.post('payinvoice', form, call.timeoutMs), call.hash);
    if (said === null) return MALFORMED;
    return this.#dated((epoch) => classifyEclairPay(said, { ...call, epoch }), before, endsAtMs);
  }

  /**
   * One reading. The second one, without which neither "failed" nor an empty record means anything (adapters.md §5.3), is
   * the decider's: both answers say of themselves that they are not enough, and it reads again two seconds later or more.
   */
  async lookup(call: LookupCall): Promise<NodeAnswer> {
    const endsAtMs = this.#timers.nowMs() + call.timeoutMs;
    if (this.#watch.epoch === '') await this.#within(this.#watch.fresh(), endsAtMs, null);
    const before = this.#watch.epoch;
    const leftMs = Math.max(0, endsAtMs - this.#timers.nowMs());
    const form = `paymentHash=${call.hash}`;
    const said = lookupSaid(await this.#api.asks.post('getsentinfo', form, leftMs), call.hash);
    if (said === null) return MALFORMED;
    return this.#dated((epoch) => resolveEclair(said, { ...call, epoch }), before, endsAtMs);
  }

  /** What the records show now, for a list; null: not known. */
  async state(hash: PaymentHash, timeoutMs: number): Promise<'settled' | 'failed' | 'in_flight' | null> {
    const said = lookupSaid(await this.#api.asks.post('getsentinfo', `paymentHash=${hash}`, timeoutMs), hash);
    const answer = said === null ? MALFORMED : resolveEclair(said, { hash, epoch: '', epochAtSend: '' });
    const { kind } = answer;
    return kind === 'settled' || kind === 'failed' || kind === 'in_flight' ? kind : null;
  }

  /** A preimage proves itself, and what nobody said has no time: only other words are worth asking when they were said. */
  async #dated(
    read: (epoch: DaemonEpoch | '') => NodeAnswer,
    before: DaemonEpoch | '',
    endsAtMs: number,
  ): Promise<NodeAnswer> {
    const answer = read('');
    if (!('epoch' in answer) || answer.kind === 'settled') return answer;
    return read(await this.#within(this.#watch.since(before), endsAtMs, ''));
  }

  #within<T, Late>(work: Promise<T>, endsAtMs: number, late: Late): Promise<T | Late> {
    return new Promise((resolve, reject) => {
      const bell = this.#timers.after(Math.max(0, endsAtMs - this.#timers.nowMs()), () => resolve(late));
      work.then((value) => {
        bell.cancel();
        resolve(value);
      }, reject);
    });
  }
}
