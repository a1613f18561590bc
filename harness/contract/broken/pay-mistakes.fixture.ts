import type { Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import { altered, type Broken, FAILED, NOBODY, orders, pays } from './broken.fixture.ts';

const column = 'sim/lnd';
const ZEROS = NOBODY as string as Preimage;

/** Mistakes about money. */
export const PAY_MISTAKES: readonly Broken[] = [
  {
    id: 'reset-is-failed',
    says: 'calls a pay call failed when its connection broke',
    caughtBy: [
      'pay.reset-after-it-is-read',
      'pay.reset-before-it-is-read',
      'kill.before-the-row',
      'kill.row-without-htlc',
      'kill.htlc-out',
      'kill.settled-before-the-answer',
      'kill.while-held',
    ],
    column,
    wrap: pays((answer) => (answer.kind === 'unknown' && answer.cause === 'reset' ? FAILED : answer)),
  },
  {
    id: 'timeout-is-failed',
    says: 'calls a pay call failed when nobody answered',
    caughtBy: ['pay.response-lost', 'hold.settle', 'hang.resumed-too-late', 'slow.read-too-late'],
    column,
    wrap: pays((answer) => (answer.kind === 'unknown' && answer.cause === 'timeout' ? FAILED : answer)),
  },
  {
    id: 'lost-is-not-sent',
    says: 'says that nothing was sent when the answer was lost',
    caughtBy: ['pay.response-lost', 'pay.request-lost'],
    column,
    wrap: pays((answer) =>
      answer.kind === 'unknown' && answer.cause === 'timeout' ? { kind: 'not_sent' } : answer,
    ),
  },
  {
    id: 'error-is-rejected',
    says: 'takes a server error for a refusal',
    caughtBy: ['pay.error-accepted', 'pay.error-not-accepted'],
    column,
    wrap: pays((answer) =>
      answer.kind === 'unknown' && answer.cause === 'unavailable'
        ? { kind: 'rejected', reason: 'rejected_by_node', epoch: '' }
        : answer,
    ),
  },
  {
    id: 'malformed-is-failed',
    says: 'takes an answer that it cannot read for a failure',
    caughtBy: ['pay.truncated', 'pay.unreadable', 'pay.unknown-state'],
    column,
    wrap: pays((answer) => (answer.kind === 'unknown' && answer.cause === 'malformed' ? FAILED : answer)),
  },
  {
    id: 'retries',
    says: 'sends a pay call again when its connection broke',
    caughtBy: [
      'pay.reset-before-it-is-read',
      'pay.reset-after-it-is-read',
      'pay.reset-instead-of-the-answer',
      'pay.throttled',
      'pay.locked',
      'pay.credentials-expired',
    ],
    column: 'sim/eclair',
    wrap: (node) =>
      altered(node, {
        async pay(call) {
          const answer = await node.pay(call);
          return answer.kind === 'settled' || answer.kind === 'failed' ? answer : node.pay(call);
        },
      }),
  },
  {
    id: 'sends-twice',
    says: 'sends every pay call twice at once, to be sure',
    caughtBy: ['pay.settles', 'pay.eight-at-once'],
    column: 'sim/eclair',
    wrap: (node) =>
      altered(node, { pay: async (call) => (await Promise.all([node.pay(call), node.pay(call)]))[0] }),
  },
  {
    id: 'settled-without-preimage',
    says: 'says settled with a preimage that proves nothing',
    caughtBy: ['pay.settles', 'amount.chosen-by-payer', 'fee.exact-cap'],
    column,
    wrap: pays((answer) => (answer.kind === 'settled' ? { ...answer, preimage: ZEROS } : answer)),
  },
  {
    id: 'duplicate-is-settled',
    says: 'takes what is under way for settled',
    caughtBy: ['pay.again-in-flight', 'restart.again-in-flight'],
    column,
    wrap: pays((answer) =>
      answer.kind === 'duplicate'
        ? { kind: 'settled', preimage: ZEROS, feeMsat: null, epoch: '', record: '' }
        : answer,
    ),
  },
  {
    id: 'duplicate-is-failed',
    says: 'takes a payment that the node knows for one that failed',
    caughtBy: ['pay.again-in-flight', 'pay.again-after-success', 'pay.eight-at-once'],
    column,
    wrap: pays((answer) => (answer.kind === 'duplicate' ? FAILED : answer)),
  },
  {
    id: 'held-is-failed',
    says: 'says that a payment failed which is only slow',
    caughtBy: ['slow.in-time', 'hang.answers-late', 'hold.settle'],
    column,
    wrap: (node) =>
      altered(node, {
        async pay(call) {
          // Gives up when a tenth of its time is over.
          const early = await node.pay({ ...call, timeoutMs: call.timeoutMs / 10 });
          return early.kind === 'unknown' ? FAILED : early;
        },
      }),
  },
  {
    id: 'fee-cap-plus-one',
    says: 'lets a fee be one msat more than allowed',
    caughtBy: ['fee.exact-cap'],
    column,
    wrap: orders((call) => ({ ...call, feeLimitMsat: msat(call.feeLimitMsat + 1n) })),
  },
  {
    id: 'fee-cap-rounded-down',
    says: 'keeps fee caps to the satoshi and says that they are exact',
    caughtBy: ['fee.exact-cap'],
    column,
    wrap: orders((call) => ({ ...call, feeLimitMsat: msat((call.feeLimitMsat / 1000n) * 1000n) })),
  },
  {
    id: 'no-fee-cap',
    says: 'forgets the fee cap',
    caughtBy: ['fee.exact-cap', 'pay.again-after-failure'],
    column,
    wrap: orders((call) => ({ ...call, feeLimitMsat: msat(1_000_000_000n) })),
  },
  {
    id: 'wrong-fee',
    says: 'counts the fee wrong by one msat',
    caughtBy: ['pay.settles', 'fee.exact-cap'],
    column,
    wrap: pays((answer) =>
      answer.kind === 'settled' && answer.feeMsat !== null
        ? { ...answer, feeMsat: msat(answer.feeMsat + 1n) }
        : answer,
    ),
  },
  {
    id: 'pays-what-is-asked',
    says: 'pays the amount of the invoice, whatever the call says',
    caughtBy: ['amount.contradicts'],
    column,
    wrap: orders((call) =>
      call.amountMsat === 0n || /^lnbcrt1/.test(call.invoice)
        ? call
        : { ...call, amountMsat: stated(call.invoice) ?? call.amountMsat },
    ),
  },
  {
    id: 'rounds-amounts',
    says: 'rounds the amount of an invoice without one up to a satoshi',
    caughtBy: ['amount.chosen-by-payer', 'amount.nobody-says'],
    column,
    wrap: orders((call) =>
      /^lnbcrt1[a-z]/.test(call.invoice)
        ? { ...call, amountMsat: msat((call.amountMsat / 1000n + 1n) * 1000n) }
        : call,
    ),
  },
  {
    id: 'vague-refusals',
    says: 'has one reason for everything that the node refuses',
    caughtBy: ['invoice.expired', 'invoice.other-network', 'invoice.unreadable'],
    column,
    wrap: pays((answer) => (answer.kind === 'rejected' ? { ...answer, reason: 'timeout' } : answer)),
  },
  {
    id: 'vague-failures',
    says: 'has one reason for everything that fails',
    caughtBy: ['hold.cancel', 'invoice.canceled', 'balance.insufficient', 'route.none'],
    column,
    wrap: pays((answer) => (answer.kind === 'failed' ? { ...answer, reason: 'timeout' } : answer)),
  },
  {
    id: 'refused-is-unknown',
    says: 'knows of nothing whether it was sent',
    caughtBy: ['kill.while-held', 'pay.again-after-failure', 'invoice.own-closed'],
    column,
    wrap: pays((answer) => (answer.kind === 'settled' ? answer : { kind: 'unknown', cause: 'unavailable' })),
  },
  {
    id: 'expired-is-unknown',
    says: 'says of an expired invoice that it knows nothing of it',
    caughtBy: ['pay.again-after-expiry'],
    column,
    wrap: pays((answer) =>
      answer.kind === 'rejected' && answer.reason === 'invoice_expired'
        ? { kind: 'not_found', epoch: '' }
        : answer,
    ),
  },
];

/** msat that the invoice states, in the units that rows use. */
function stated(invoice: string) {
  const match = /^lnbcrt(\d+)([munp])1/.exec(invoice);
  if (match === null) return null;
  const unit = { m: 100_000_000n, u: 100_000n, n: 100n, p: 0n }[match[2] as 'm' | 'u' | 'n' | 'p'];
  return msat(unit === 0n ? BigInt(match[1]!) / 10n : BigInt(match[1]!) * unit);
}
