import type { Conclusion } from '../conclusion.ts';

/** What the adapter must conclude from each answer of a real LND (lnd-observed.md; the section stands in brackets). */
export const LND_CONCLUSIONS: readonly Conclusion[] = [
  {
    situation: 'paid over one hop: IN_FLIGHT[], IN_FLIGHT[I], SUCCEEDED[S] (§4)',
    items:
      'pay_success#0,3 same_invoice_again#0,4 concurrent_same_invoice#2 pay_errors#1,23 retry_after_failed#6 track_and_timeout#0 paused_daemon#2',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'paid over two hops (§4)',
    items: 'pay_success#4,7 concurrent_same_invoice#11 retry_after_failed#7',
    concludes: 'settled, fee 1001 msat',
  },
  {
    situation: 'paid: a keysend, an invoice without an amount (§6)',
    items: 'pay_errors#10,13',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'paid to itself, which was allowed (§6)',
    items: 'pay_errors#21,22',
    concludes: 'settled, fee 1000 msat',
  },
  {
    situation: 'look-up of what is paid (§4)',
    items: 'pay_success#1 same_invoice_again#3 paused_daemon#11',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'look-up of what is paid, over two hops (§4)',
    items: 'pay_success#5',
    concludes: 'settled, fee 1001 msat',
  },
  {
    situation: 'the same hash again: paid, in flight, eight at once (§5)',
    items:
      'same_invoice_again#1,5,8 concurrent_same_invoice#0-1,3-10,12-15 pay_errors#11,14 hold_sender_restart#3,8,13,19,24',
    concludes: 'known to the node',
  },
  {
    situation: 'a phantom: sent again (§5a)',
    items: 'phantom_in_flight#3',
    concludes: 'known to the node',
  },
  {
    situation: 'a phantom: looked up, in flight for ever, never failed (§5a)',
    items: 'phantom_in_flight#1',
    concludes: 'in flight',
  },
  {
    situation: 'a phantom in a list, many restarts later (§5a)',
    items: 'phantom_in_flight#0',
    concludes: '1 in flight',
  },
  {
    situation: 'paid, and the invoice has expired since: says nothing of the first call (§1 (5))',
    items: 'same_invoice_again#2',
    concludes: 'rejected: invoice_expired',
  },
  {
    situation: 'expired, never paid (§6)',
    items: 'pay_errors#16',
    concludes: 'rejected: invoice_expired',
  },
  {
    situation: 'wrong amounts, another network, garbage, itself: refused before anything is written (§6)',
    items: 'pay_errors#12,15,18-20',
    concludes: 'rejected: rejected_by_node',
  },
  {
    situation: 'no right to pay (§6)',
    items: 'auth_errors#5,7',
    concludes: 'rejected: node_unavailable',
  },
  {
    situation: 'no right to look up, a hash of two bytes: a code 2 is no answer (§2)',
    items: 'auth_errors#6 track_and_timeout#5',
    concludes: 'unknown: unavailable',
  },
  {
    situation: 'never heard of: on its own no failure (§1 (2))',
    items:
      'track_and_timeout#3,4 auth_errors#8 pay_errors#17 client_cancel_detail#23 paused_daemon#9-10,12-13',
    concludes: 'no record',
  },
  {
    situation: 'FAILED(INSUFFICIENT_BALANCE): too much, or the own channel is not open (§§3, 6)',
    items: 'channel_open#6 pay_errors#2-3',
    concludes: 'failed: insufficient_balance',
  },
  {
    situation: 'FAILED(NO_ROUTE): no fee allowed, a payee that nobody knows (§6)',
    items: 'pay_errors#0,8-9 retry_after_failed#4-5',
    concludes: 'failed: no_route',
  },
  {
    situation:
      'FAILED(INCORRECT_PAYMENT_DETAILS): unknown or cancelled at the payee, attempts kept or not (§6)',
    items: 'pay_errors#6-7 retry_after_failed#0,2-3,8-9 track_and_timeout#6',
    concludes: 'failed: incorrect_payment_details',
  },
  {
    situation: 'FAILED(CANCELED)[]: the client left, `cancelable`, nothing was sent (§7)',
    items: 'client_cancel_detail#25',
    concludes: 'failed: interrupted',
  },
  {
    situation: 'FAILED(TIMEOUT)[]: the same, by its deadline (§7)',
    items: 'client_cancel_detail#27',
    concludes: 'failed: timeout',
  },
  {
    situation: 'IN_FLIGHT(NO_ROUTE): parts are still held (§6)',
    items: 'pay_errors#5',
    concludes: 'in flight',
  },
  {
    situation:
      'look-up while an HTLC is out: directly after the client left, held, after the daemon resumed (§§5b, 7)',
    items:
      'client_cancel_detail#1,3,5,7,9,11,13,15,17,19,21,29,31-32,35-36 same_invoice_again#6 track_and_timeout#1 paused_daemon#8',
    concludes: 'in flight',
  },
  {
    situation: 'the first message of a look-up counts, also where the daemon is killed after it (§5b)',
    items: 'hold_sender_restart#1,6,11,16,21',
    concludes: 'in flight',
  },
  {
    situation:
      'look-up after the restart, the hold invoice is still held; IN_FLIGHT before SUCCEEDED or FAILED (§5b)',
    items: 'hold_sender_restart#2,7,12,18,23',
    concludes: 'in flight',
  },
  {
    situation: '`no_inflight_updates` of a pending payment: nothing is ever said (§6)',
    items: 'track_and_timeout#2',
    concludes: 'unknown: timeout',
  },
  {
    situation: 'the client leaves: cancel, deadline, closed socket, parts still held (§§6, 7)',
    items: 'client_cancel_detail#0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,34 paused_daemon#4 pay_errors#4',
    concludes: 'unknown: timeout',
  },
  {
    situation:
      'killed, or stopped ("routerrpc server shutting down"), with the HTLC out; a dead connection (§§5b, 7)',
    items: 'hold_sender_restart#0,5,10,15,20 paused_daemon#3',
    concludes: 'unknown: reset',
  },
  {
    situation: 'start: wallet and RPC server are not there yet (§2)',
    items: 'readiness#0+1,2+3,4+5,12+13,14+15,16,26+25,27+28,30+29',
    concludes: 'refused: not_ready',
  },
  {
    situation: 'started, the chain is still read (§2)',
    items: 'readiness#6+7,9+10,20,19+20,32+31',
    concludes: '0.21.0-beta, not synced',
  },
  {
    situation: 'UNLOCKED by its own word, though GetInfo is answered: the next probe finds it open (§2)',
    items: 'readiness#17+18',
    concludes: 'refused: not_ready',
  },
  {
    situation: 'started (§2)',
    items: 'readiness#8,11,22+21,33+34 channel_open#7',
    concludes: '0.21.0-beta, synced',
  },
  {
    situation: 'no macaroon, garbage, another node’s (§6)',
    items: 'auth_errors#0-2',
    concludes: 'refused: credentials',
  },
  {
    situation: 'paused: no answer to GetInfo (§7)',
    items: 'paused_daemon#5-7',
    concludes: 'refused: timeout',
  },
  {
    situation: 'two channels, one with 5M sat on the other side (§3)',
    items: 'channel_open#8',
    concludes: 'can send 14791058000 msat, 9894528000 msat over one channel',
  },
  {
    situation: 'phantoms hold no liquidity (§5a)',
    items: 'phantom_in_flight#2',
    concludes: 'can send 14753600000 msat, 9857069000 msat over one channel',
  },
  {
    situation: 'ListPayments without what has failed (§6)',
    items: 'list_payments#0',
    concludes: '5 settled',
  },
  {
    situation: 'ListPayments with it (§6)',
    items: 'list_payments#1',
    concludes: '4 settled, 1 failed',
  },
  {
    situation: 'an invoice that was paid (§4)',
    items: 'pay_success#2,6',
    concludes: 'paid, 1000000 msat',
  },
  {
    situation: 'a hold invoice is settled or cancelled',
    items:
      'client_cancel_detail#33,37 hold_sender_restart#4,9,14,17,22 retry_after_failed#1 same_invoice_again#7',
    concludes: 'done',
  },
  {
    situation: 'SubscribeInvoices from now on; then the daemon is gone (§8)',
    items: 'streams#0',
    concludes: '3 × invoice open; 2 × invoice paid; 2 × gap; cursor 526:479',
  },
  {
    situation: 'SubscribeInvoices from settle_index 477 (§8)',
    items: 'streams#1',
    concludes: '2 × invoice paid; cursor 525:479',
  },
  {
    situation: 'SubscribeInvoices from both indices: what is settled comes twice (§8)',
    items: 'streams#2',
    concludes: '4 × invoice paid; invoice open; cursor 526:479',
  },
  {
    situation: 'SubscribeInvoices from add_index 523: in their present state (§8)',
    items: 'streams#3',
    concludes: '2 × invoice paid; invoice open; cursor 526:479',
  },
  {
    situation: 'TrackPayments: what is in flight at its opening, phantoms too; over a pause (§§7, 8)',
    items: 'paused_daemon#0',
    concludes: '5 × hint: in_flight; hint: settled',
  },
  {
    situation: 'TrackPayments on a dead connection (§7)',
    items: 'paused_daemon#1',
    concludes: '6 × hint: in_flight; 2 × gap',
  },
  {
    situation: 'TrackPayments, a payment is cancelled meanwhile (§8)',
    items: 'streams#4',
    concludes: '5 × hint: in_flight; hint: failed',
  },
  {
    situation: 'TrackPayments of ends alone (§8)',
    items: 'streams#5',
    concludes: 'hint: failed',
  },
];
