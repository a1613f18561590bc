import type { LndPayment } from '#orchestrator/adapters/lnd/said';
import type { Method } from '../host.ts';
import { paymentMessage } from '../payment-message.ts';
import { numberOf, seconds } from '../values.ts';
import { isRow, rowOf } from './follow-payment.ts';

interface Listed {
  readonly hash: string;
  readonly index: number;
  readonly row: LndPayment;
}

/**
 * By `payment_index`, always in its order, also reversed (adapters.md §3.2). Without `include_incomplete` what is pending is
 * hidden, and so is what failed.
 */
export const listPayments: Method = (call, host) => {
  const { request } = call;
  const offset = numberOf(request.index_offset);
  const max = numberOf(request.max_payments) || Number.POSITIVE_INFINITY;
  const from = numberOf(request.creation_date_start);
  const until = numberOf(request.creation_date_end) || Number.POSITIVE_INFINITY;
  const listed: Listed[] = [];
  let total = 0;
  for (const { hash } of host.desk.records()) {
    const row = rowOf(host, hash);
    if (!isRow(row)) continue;
    total++;
    if (request.include_incomplete !== true && row.status !== 'SUCCEEDED') continue;
    const created = Number(seconds(host.payments.of(hash, row).createdAtMs));
    if (created >= from && created <= until) listed.push({ hash, index: Number(row.paymentIndex), row });
  }
  listed.sort((one, other) => one.index - other.index);
  const page =
    request.reversed === true
      ? lastOf(
          listed.filter(({ index }) => offset === 0 || index < offset),
          max,
        )
      : listed.filter(({ index }) => index > offset).slice(0, max);
  call.finish({
    payments: page.map(({ hash, row }) =>
      paymentMessage(host, hash, row, { omitHops: request.omit_hops === true }),
    ),
    first_index_offset: String(page[0]?.index ?? 0),
    last_index_offset: String(page.at(-1)?.index ?? 0),
    ...(request.count_total_payments === true && { total_num_payments: String(total) }),
  });
};

function lastOf(listed: readonly Listed[], max: number): readonly Listed[] {
  return listed.slice(Math.max(0, listed.length - max));
}
