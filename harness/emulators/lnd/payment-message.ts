import type { LndPayment } from '#orchestrator/adapters/lnd/said';
import type { LndHost } from './host.ts';
import type { Attempt, PaymentDetail } from './payment-book.ts';
import type { Fields } from './protos.ts';
import { routeMessage } from './route-message.ts';
import { bytes, nanoseconds, sat, seconds } from './values.ts';
import { isSince } from './version.ts';

/** Sent with every HTLC since 0.21 (the experimental `accountable` signal): seen in all transcripts. */
const ACCOUNTABLE = { '106823': Buffer.of(0) };
const ZEROS = '0'.repeat(64);

export interface MessageOptions {
  /** `ListPayments{omit_hops}`. */
  readonly omitHops?: boolean;
  /** HTLCs to show in place of those of the row: a stream's last message still has those that failed. */
  readonly htlcs?: LndPayment['htlcs'];
}

/** `lnrpc.Payment`: what the daemon's row says, filled up with what was asked. */
export function paymentMessage(
  host: LndHost,
  hash: string,
  said: LndPayment,
  options: MessageOptions = {},
): Fields {
  const { payments, version } = host;
  const detail = payments.of(hash, said);
  const htlcs = options.htlcs ?? said.htlcs;
  const attempts = payments.attemptsOf(detail, htlcs);
  const feeMsat = Number(said.feeMsat);
  const shares = sharesOf(detail, htlcs, feeMsat);
  return {
    htlcs: htlcs.map((htlc, at) =>
      htlcMessage(host, detail, attempts[at]!, htlc, shares[at]!, said, options.omitHops === true),
    ),
    ...(isSince(version, 21) && { first_hop_custom_records: ACCOUNTABLE }),
    payment_hash: hash,
    value: sat(detail.amountMsat),
    creation_date: seconds(detail.createdAtMs),
    fee: sat(feeMsat),
    payment_preimage: said.preimage,
    value_sat: sat(detail.amountMsat),
    value_msat: String(detail.amountMsat),
    payment_request: detail.request,
    status: said.status,
    fee_sat: sat(feeMsat),
    fee_msat: String(feeMsat),
    creation_time_ns: nanoseconds(detail.createdAtMs),
    payment_index: said.paymentIndex,
    failure_reason: `FAILURE_REASON_${said.failureReason}`,
  };
}

interface Share {
  readonly amountMsat: number;
  readonly feeMsat: number;
}

/** What each HTLC carries: those that count share amount and fee, the first one what does not divide. */
function sharesOf(detail: PaymentDetail, htlcs: LndPayment['htlcs'], feeMsat: number): Share[] {
  const counting = htlcs.filter(({ status }) => status !== 'FAILED').length || htlcs.length;
  const settled = htlcs.some(({ status }) => status === 'SUCCEEDED');
  const plannedFeeMsat = settled ? feeMsat : detail.route.feeMsat;
  const each = (whole: number, first: boolean) =>
    Math.floor(whole / counting) + (first ? whole % counting : 0);
  let isFirst = true;
  return htlcs.map(({ status }) => {
    const first = isFirst && (status !== 'FAILED' || counting === htlcs.length);
    if (first) isFirst = false;
    return { amountMsat: each(detail.amountMsat, first), feeMsat: each(plannedFeeMsat, first) };
  });
}

function htlcMessage(
  { desk, version }: LndHost,
  detail: PaymentDetail,
  attempt: Attempt,
  htlc: LndPayment['htlcs'][number],
  share: Share,
  said: LndPayment,
  omitHops: boolean,
): Fields {
  const { route, amountMsat: totalMsat, paymentAddr } = detail;
  const planned = routeMessage(route, { totalMsat, paymentAddr, ...share }, version);
  const rejected = said.failureReason === 'INCORRECT_PAYMENT_DETAILS';
  return {
    status: htlc.status,
    route: omitHops ? { ...planned, hops: [] } : planned,
    attempt_time_ns: nanoseconds(attempt.startedAtMs),
    resolve_time_ns: nanoseconds(attempt.resolvedAtMs),
    ...(htlc.status === 'FAILED' && {
      failure: {
        code: rejected ? 'INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS' : 'TEMPORARY_CHANNEL_FAILURE',
        failure_source_index: rejected ? route.hops.length : 1,
        ...(rejected && { height: desk.height }),
      },
    }),
    preimage: htlc.preimage === ZEROS ? Buffer.alloc(0) : bytes(htlc.preimage),
    attempt_id: String(attempt.id),
  };
}
