import type { Conclusion } from '../conclusion.ts';

/** What the adapter must conclude from each answer of a real Eclair (eclair-observed.md; the section stands in brackets). */
export const ECLAIR_CONCLUSIONS: readonly Conclusion[] = [
  {
    situation: 'payment-sent (§3)',
    items:
      'pay_success#1 pay_again#0,4,14 pay_errors#5-7 fee_cap#11 phantom_pending#3 concurrent_same_invoice#{0,3}/responses/4',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'payment-sent over two hops; the fee cap is exact to the msat (§5)',
    items: 'pay_success#6 fee_cap#0,4,6-8',
    concludes: 'settled, fee 21000 msat',
  },
  {
    situation: 'payment-sent in several parts (§5)',
    items: 'pay_errors#1-2',
    concludes: 'settled, fee 351368 msat',
  },
  {
    situation: 'a UUID: begun, and 6 of those were never made (§7)',
    items: 'pay_success#3 pay_again#6-7 pay_errors#15 concurrent_same_invoice#2/responses/0-7',
    concludes: 'in flight',
  },
  {
    situation:
      'payment-failed, said of a second try while the first is paid or held, also of a paid phantom (§§1 (3), 4, 7)',
    items:
      'pay_again#1,5 phantom_pending#5 concurrent_same_invoice#{0,3}/responses/0-3 concurrent_same_invoice#{0,3}/responses/5-7',
    concludes: 'failed: incorrect_payment_details, to be confirmed',
  },
  {
    situation: 'payment-failed: cancelled, unknown, too little or too much for the payee (§§4, 5)',
    items: 'pay_again#12-13 pay_errors#3,8-9',
    concludes: 'failed: incorrect_payment_details, to be confirmed',
  },
  {
    situation: 'route not found, also when only the fee is too high (§5)',
    items: 'fee_cap#1-3,5,9',
    concludes: 'failed: no_route, to be confirmed',
  },
  {
    situation: 'balance too low; parts of a set that was never complete (§5)',
    items: 'pay_errors#0,16 pay_mpp#2',
    concludes: 'failed: insufficient_balance, to be confirmed',
  },
  {
    situation: 'cannot route to self (§5)',
    items: 'pay_errors#12-13',
    concludes: 'failed: rejected_by_node, to be confirmed',
  },
  {
    situation: '400: the call was not attempted (§5)',
    items: 'pay_errors#4,10-11,14 fee_cap#10 readiness#5',
    concludes: 'rejected: rejected_by_node',
  },
  {
    situation: '400 of what has expired, also when it is paid: of this call only (§4)',
    items: 'pay_again#15 pay_errors#17',
    concludes: 'rejected: invoice_expired',
  },
  {
    situation: '500 `Ask timed out`: alive, later paid (§1 (4))',
    items: 'timeout_and_pause#0 receiver_down#0,3 pay_mpp#0',
    concludes: 'unknown: timeout',
  },
  {
    situation: 'killed while it is held (§7)',
    items: 'hold_restart#1',
    concludes: 'unknown: reset',
  },
  {
    situation: 'pending: held, payee down or paused, before and after a restart (§§6, 7)',
    items:
      'hold_restart#0,2-4,6-7 pay_success#4/timeline/0 receiver_down#1,4 timeout_and_pause#1 pay_mpp#1 pay_again#8',
    concludes: 'in flight',
  },
  {
    situation: 'a phantom, unpaid or paid: in flight for ever, never failed (§1 (1), (2))',
    items: 'phantom_pending#1-2,6',
    concludes: 'in flight',
  },
  {
    situation: 'sent, beside failed and pending rows of other tries (§4)',
    items:
      'pay_success#2,5 pay_success#4/timeline/1 pay_again#2,10,16 receiver_down#5 timeout_and_pause#2 phantom_pending#4 concurrent_same_invoice#{0,2,3}/getsentinfo_after',
    concludes: 'settled, fee 0 msat',
  },
  { situation: 'sent over two hops', items: 'pay_success#7', concludes: 'settled, fee 21000 msat' },
  { situation: 'sent when the payee is back', items: 'receiver_down#2', concludes: 'settled, fee 1200 msat' },
  {
    situation: 'failed after a restart: no failure in the row (§7)',
    items: 'hold_restart#5',
    concludes: 'failed: interrupted, to be confirmed',
  },
  {
    situation: 'none: of an unknown hash or id; no end while the daemon has not restarted (§6)',
    items: 'getsentinfo#0-1',
    concludes: 'no record',
  },
  {
    situation: '400 of a look-up says nothing of the payment',
    items: 'getsentinfo#2-3',
    concludes: 'unknown: unavailable',
  },
  { situation: 'who it is (§2)', items: 'readiness#1', concludes: '0.13.1-notag' },
  { situation: 'wrong password (§2)', items: 'readiness#2', concludes: 'refused: credentials' },
  {
    situation: 'no channel is usable yet',
    items: 'open#16',
    concludes: 'can send 0 msat, 0 msat over one channel',
  },
  { situation: 'audit, too early (§7)', items: 'hold_restart#8/audit', concludes: 'nothing listed' },
  {
    situation: 'audit of what settled after the restart (§7)',
    items: 'hold_restart#10/audit',
    concludes: '2 settled',
  },
  { situation: 'the event of a payment (§8)', items: 'ws#0/events/0', concludes: 'hint: settled' },
  { situation: 'the event of a refused one (§8)', items: 'ws#1/events/0', concludes: 'hint: failed' },
];
