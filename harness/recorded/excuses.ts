import type { Excuse } from './excuse.ts';

const LEGACY = 'the legacy `pay` plugin is not emulated, v26.06 answers with xpay';
const LEGACY_CRASHES = 'crash_legacy_{lightningd,tree}';

/** What of the recordings is not replayed, and why. A test holds it against everything that was recorded, both ways. */
export const EXCUSES: readonly Excuse[] = [
  {
    daemon: 'all',
    side: 'both',
    kind: 'note',
    why: 'a log, a count, what the payee or the chain said: neither a question to this daemon nor its answer',
  },
  {
    daemon: 'all',
    side: 'emulator',
    kind: 'trial',
    why: 'a summary of a trial: how often a kill hits which window is the simulation’s (`harness/sim/personality/windows.ts`), and every answer in it is compared in a scene',
  },
  {
    daemon: 'cln',
    side: 'adapter',
    methods: [
      'check',
      'connect',
      'delpay',
      'feerates',
      'frobnicate',
      'fundchannel',
      'getroute',
      'getroutes',
      'listchannels',
      'listfunds',
      'listnodes',
      'listpeers',
      'newaddr',
      'paystatus',
      'setconfig',
      'stop',
      'waitinvoice',
      'waitsendpay',
    ],
    why: 'the adapter never calls it',
  },
  {
    daemon: 'cln',
    side: 'adapter',
    methods: ['decode'],
    why: 'the adapter calls it only for invoices of the hold plugin, which was not there',
  },
  {
    daemon: 'cln',
    side: 'adapter',
    items: 'listpays_index#0-1',
    why: 'the adapter turns the pages of `listsendpays`, never of `listpays`',
  },
  {
    daemon: 'lnd',
    side: 'adapter',
    methods: ['ConnectPeer', 'OpenChannelSync', 'DeletePayment', 'SendPaymentSync'],
    why: 'the adapter never calls it',
  },
  {
    daemon: 'lnd',
    side: 'both',
    items: 'auth_errors#3-4 readiness#23-24',
    why: 'no connection came about: gRPC said so, and not LND (wrong certificates stand in `orchestrator/adapters/lnd/node.test.ts`)',
  },
  {
    daemon: 'eclair',
    side: 'adapter',
    methods: ['GET getinfo', 'channelbalances', 'connect', 'nosuchmethod', 'open', 'parseinvoice', 'stop'],
    why: 'the adapter never calls it',
  },
  {
    daemon: 'lnd',
    side: 'emulator',
    methods: ['ConnectPeer', 'OpenChannelSync', 'DeletePayment'],
    why: 'not emulated (gRPC 12): channels are the network file’s, and rows are not deleted by hand',
  },
  {
    daemon: 'lnd',
    side: 'emulator',
    methods: ['SendPaymentSync'],
    why: 'no client that is installed here has the call any more; what there is not is 12 in `harness/emulators/lnd/lifecycle.test.ts`',
  },
  {
    daemon: 'lnd',
    side: 'emulator',
    items: 'client_cancel_detail#0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,34 paused_daemon#3-7',
    why: 'the client left, or its keep-alive ended it: what LND would have said was not heard',
  },
  {
    daemon: 'lnd',
    side: 'emulator',
    items: 'client_cancel_detail#25,27',
    why: '`cancelable` is not emulated, and our adapter never asks for it',
  },
  {
    daemon: 'lnd',
    side: 'emulator',
    items: 'pay_errors#4-5',
    why: '24 attempts over channels of which nobody knows the balance: a scene of its own would have to be built for it',
  },
  {
    daemon: 'lnd',
    side: 'emulator',
    items: 'pay_errors#10-11,21-22',
    why: 'simulated nodes take no keysend, and pay nothing to themselves',
  },
  { daemon: 'cln', side: 'emulator', methods: ['fundchannel'], why: 'emulated nodes have no wallet' },
  {
    daemon: 'cln',
    side: 'emulator',
    items: 'listfunds#0-3 listpeerchannels#0',
    why: 'a wallet, and a channel that is not confirmed: neither is in an emulated network',
  },
  {
    daemon: 'cln',
    side: 'emulator',
    items: 'onchain_timeout#0-4 phantom_pending#2',
    why: 'a channel that is closed is not in the list of an emulated node any more',
  },
  {
    daemon: 'cln',
    side: 'emulator',
    methods: ['setconfig', 'stop', 'paystatus'],
    why: 'not emulated: a node is configured and stopped by the network that it sits in',
  },
  {
    daemon: 'cln',
    side: 'emulator',
    items: 'pay_destination_failure#0 pay_self#0',
    why: 'simulated payees have no temporary failure, and pay nothing to themselves',
  },
  {
    daemon: 'cln',
    side: 'emulator',
    items: `${LEGACY_CRASHES}#3,4,6,7,9,10,12,13,15,16,18,19,21-23,25-27,29-31,33,36-38,41-42`,
    why: LEGACY,
  },
  {
    daemon: 'cln',
    side: 'emulator',
    items:
      'concurrent_same_invoice_legacy#0-7 legacy_listpays#0 legacy_listsendpays#0 legacy_pay_errors#0 legacy_pay_expired#0 legacy_pay_expired_after_success#0-1 legacy_pay_insufficient#0-1 legacy_pay_success#0-1 legacy_pay_suspended_after_restart#0 legacy_pay_twice#0-1 legacy_waitsendpay#0 pay_twice_peer_offline#3',
    why: LEGACY,
  },
  {
    daemon: 'eclair',
    side: 'emulator',
    methods: ['open', 'channelbalances'],
    why: 'emulated nodes open no channels, and have theirs from the start',
  },
  {
    daemon: 'eclair',
    side: 'emulator',
    items: 'open#1,4-6',
    why: 'an emulated node is connected to all its peers already, and to nobody else',
  },
  {
    daemon: 'eclair',
    side: 'emulator',
    items: 'pay_mpp#1-2',
    why: 'parts that the payee holds until the set is complete, one of which never finds its way: a scene of its own would have to be built for it',
  },
];
