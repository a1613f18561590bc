import type { Conclusion } from '../conclusion.ts';

/**
 * What the adapter must conclude from each answer of a real Core Lightning (core-lightning-observed.md; the section stands in
 * brackets). `xpay` and `pay` are read the same way: where `pay` was recorded, the server says first that it has no `xpay`.
 * An error of either is explained by the rows: by those that were recorded with it (`+`), by none at all, or, where nothing
 * is said of rows, by no answer.
 */
export const CLN_CONCLUSIONS: readonly Conclusion[] = [
  {
    situation: 'paid (§4)',
    items: 'pay_success#0-4 xpay_success#0 pay_self#0 setconfig_xpay_handle_pay#1 crash_then_fail#3',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'paid by the legacy plugin (§4)',
    items: 'legacy_pay_success#0-1 legacy_pay_expired_after_success#0 pay_expired_after_success#0',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'paid in two parts: other parts may still be out, so the fee is not known yet (§5)',
    items: 'pay_mpp#0 pay_mpp_then_single#0',
    concludes: 'settled, fee not known',
  },
  {
    situation: 'the first result again (§5)',
    items:
      'pay_twice#0,2 pay_twice_peer_offline#3 legacy_pay_twice#0 crash_{pay,legacy}_{lightningd,tree}#41',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'eight at once: one pays, legacy says the same of all (§5)',
    items: 'concurrent_same_invoice_xpay#7 concurrent_same_invoice_legacy#0-7',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'eight at once: −3 around 200 (§5)',
    items: 'concurrent_same_invoice_xpay#0-6',
    concludes: 'known to the node',
  },
  {
    situation: '219, −3 around 201: paid before, also by legacy, in parts, or with another amount (§5)',
    items:
      'xpay_twice#0-1 pay_twice#3 legacy_pay_twice#1 pay_mpp_then_single#1-2 crash_xpay_{lightningd,tree}#41 crash_legacy_{lightningd,tree}#42',
    concludes: 'known to the node',
  },
  {
    situation: 'the same, and the rows are read (§5)',
    items:
      'crash_xpay_{lightningd,tree}#41+38 crash_legacy_{lightningd,tree}#42+38 xpay_twice#0+listsendpays!0',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: '−3 around 200: in flight, after a restart too (§5)',
    items: 'crash_{pay,xpay}_{lightningd,tree}#21+23 crash_{pay,xpay}_lightningd#29+31',
    concludes: 'in flight',
  },
  {
    situation: '205 while it is in flight, the peer is not back yet: only the rows tell (§5)',
    items: 'crash_{pay,xpay}_tree#29+31',
    concludes: 'in flight',
  },
  {
    situation: '205 of what is paid, peer offline or funds moved: the rows tell (§5)',
    items: 'pay_mpp#3+2,4+2,5+2,6+2',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: '205 and 207 of what is paid, and the rows cannot be read: nobody knows, never failed (§5)',
    items: 'pay_twice_peer_offline#0,1 pay_expired_after_success#1-2 legacy_pay_expired_after_success#1',
    concludes: 'unknown: unavailable',
  },
  {
    situation: 'the same, `listpays` knows of the success and the rows do not show it (§5)',
    items: 'pay_twice_peer_offline#0+2,1+2 pay_expired_after_success#1+3',
    supplied: 'no rows',
    concludes: 'unknown: unavailable',
  },
  {
    situation: 'no route, too large, no rows: nothing was sent (§6)',
    items: 'pay_insufficient#0+1,2,3,4',
    supplied: 'no rows',
    concludes: 'rejected: no_route',
  },
  {
    situation: 'expired, no rows: nothing was sent (§6)',
    items: 'pay_expired#0+2,1 legacy_pay_expired#0',
    supplied: 'no rows',
    concludes: 'rejected: invoice_expired',
  },
  {
    situation: 'parameters, no rows: nothing was sent (§6)',
    items: 'pay_errors#0-3 errors#1 legacy_pay_errors#0',
    supplied: 'no rows',
    concludes: 'rejected: rejected_by_node',
  },
  {
    situation:
      '`pay` with a parameter that the legacy plugin does not take: not the command that was meant (§4)',
    items: 'pay_twice#1',
    concludes: 'unknown: unavailable',
  },
  {
    situation:
      '203, the payee refuses; the part failed, `listpays` is still pending (§6, adapters.md §4.3 (6))',
    items: 'pay_destination_failure#1+3+2',
    concludes: 'failed: incorrect_payment_details, to be confirmed',
  },
  {
    situation: '203 after `delpay`: the idempotency guard is gone, the payee refused a second HTLC (§5)',
    items: 'delpay#3+4',
    supplied: 'no rows',
    concludes: 'unknown: unavailable',
  },
  {
    situation: '209, temporary failure of the payee, rows not read (§6)',
    items: 'pay_destination_failure#0',
    concludes: 'unknown: unavailable',
  },
  {
    situation: '209, both channels went on chain, all parts failed (§5)',
    items: 'onchain_timeout#1+3+2',
    concludes: 'failed: no_route, to be confirmed',
  },
  {
    situation: '210 after 20,021 attempts of the legacy plugin, parts may be out (§5b)',
    items: 'legacy_pay_insufficient#0-1',
    concludes: 'unknown: unavailable',
  },
  {
    situation: 'killed or stopped with the HTLC out: end of file (§5)',
    items:
      'crash_{pay,xpay,legacy}_{lightningd,tree}#25 graceful_stop_mid_pay#0 legacy_pay_suspended_after_restart#0',
    concludes: 'unknown: reset',
  },
  {
    situation: 'legacy, in flight: the second call blocks, for ever after a restart (§5)',
    items: 'crash_legacy_{lightningd,tree}#21,29',
    concludes: 'unknown: timeout',
  },
  {
    situation: 'a phantom: paid again (§5a)',
    items: 'phantom_pending#6+1,7+1',
    concludes: 'in flight',
  },
  {
    situation: 'a phantom: looked up, in flight for ever, never failed (§5a)',
    items: 'phantom_pending#1',
    concludes: 'in flight',
  },
  {
    situation: 'no rows before it is sent, or while a route is looked for (§5)',
    items: 'crash_{pay,xpay,legacy}_{lightningd,tree}#1+0',
    concludes: 'no record',
  },
  {
    situation: 'a pending row: before the crash, after it, after another call (§5)',
    items: 'crash_{pay,xpay,legacy}_{lightningd,tree}#4,7,10,13,16,19,23,27,31',
    concludes: 'in flight',
  },
  {
    situation: 'a complete row, of xpay, of legacy (no partid), after the crash (§5)',
    items: 'listsendpays#0 legacy_listsendpays#0 crash_{pay,xpay,legacy}_{lightningd,tree}#38',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation: 'two complete rows of one group (§5)',
    items: 'pay_mpp#2',
    concludes: 'settled, fee 0 msat',
  },
  {
    situation:
      'all rows failed, after the restart or on chain: a command may run on, so it is no end yet (§5)',
    items: 'crash_then_fail#1+0 onchain_timeout#3+2',
    concludes: 'failed: unspecified, to be confirmed, may run on',
  },
  {
    situation: 'all rows failed, `listpays` still pending: xpay between two attempts (adapters.md §4.3)',
    items: 'pay_destination_failure#3+2',
    concludes: 'in flight',
  },
  {
    situation: '`listpays` is pending before there is a row',
    items:
      'crash_{pay,xpay,legacy}_{lightningd,tree}#3,6,9,12,15,18,22,26,30 phantom_pending#0 pay_destination_failure#2 delpay#4',
    supplied: 'no rows',
    concludes: 'in flight',
  },
  {
    situation:
      '`listpays` is complete, also beside a failed try, before there is a row: read again, then not believed (§5)',
    items:
      'crash_{pay,xpay,legacy}_{lightningd,tree}#37 crash_then_fail#4 listpays#2-4 legacy_listpays#0 pay_mpp#1 pay_expired_after_success#3 pay_twice_peer_offline#2',
    supplied: 'no rows',
    concludes: 'unknown: malformed',
  },
  {
    situation: 'neither rows nor `listpays`',
    items: 'listpays#0-1 pay_expired#2 pay_insufficient#1 delpay#2',
    supplied: 'no rows',
    concludes: 'no record',
  },
  {
    situation: 'who it is (§3)',
    items: 'getinfo#0-1',
    supplied: 'a plain configuration',
    concludes: 'v26.06.6, synced',
  },
  {
    situation: 'channels that can send',
    items:
      'listpeerchannels#1 inflight_held#0 crash_{pay,xpay,legacy}_{lightningd,tree}#2,5,8,11,14,17,20,24,39 onchain_timeout#0',
    concludes: 'can send what its channels show',
  },
  {
    situation: 'a phantom holds nothing; the second of two channels is on chain (§5a)',
    items: 'phantom_pending#2',
    concludes: 'can send 9891457948 msat, 9891457948 msat over one channel',
  },
  {
    situation: 'channels that cannot: not confirmed, on the other side, the peer is not connected, on chain',
    items: 'listpeerchannels#0,2 crash_{pay,xpay,legacy}_{lightningd,tree}#28,32 onchain_timeout#4',
    concludes: 'can send nothing',
  },
  {
    situation: 'an invoice is made, also when its label was taken (§6)',
    items: 'invoice#0,2-14,1+0',
    concludes: 'made',
  },
  { situation: 'an invoice, unpaid', items: 'listinvoices#0', concludes: 'open' },
  { situation: 'an invoice, paid', items: 'listinvoices#1', concludes: 'paid, 100000 msat' },
  {
    situation: 'the payee was paid once (§5)',
    items: 'crash_{pay,xpay,legacy}_{lightningd,tree}#40',
    concludes: 'paid, 777000 msat',
  },
  { situation: 'an invoice, expired', items: 'listinvoices#2', concludes: 'expired' },
  {
    situation: 'followed from now on: the next paid invoice',
    items: 'wait#0+1+listinvoices!0+waitanyinvoice!0',
    concludes: 'invoice paid; cursor sendpays:10,paid:1',
  },
  {
    situation: 'followed from the last paid invoice on',
    items: 'wait#0+1+listinvoices!1+waitanyinvoice!3',
    concludes: 'invoice paid; cursor sendpays:10,paid:8',
  },
  {
    situation: '904, nothing paid in time: begun again',
    items: 'wait#0+1+listinvoices!1+waitanyinvoice!1 wait#0+1+listinvoices!1+waitanyinvoice!2',
    concludes: 'gap; cursor sendpays:10,paid:1',
  },
];
