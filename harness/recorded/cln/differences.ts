import type { Difference } from '../difference.ts';

const NO_CHAIN = 'simulated channels have no transactions behind them';
const NO_WIRE = 'simulated channels have no wire: no addresses, no connections that are timed';

/** Core Lightning: where the emulator differs from the recordings. */
export const CLN_DIFFERENCES: readonly Difference[] = [
  {
    method: 'listpeerchannels',
    differs: [
      'channels[].scratch_txid: 32 bytes → absent',
      'channels[].last_tx_fee_msat: number → absent',
      'channels[].close_to_addr: address → absent',
      'channels[].close_to: hex → absent',
    ],
    why: NO_CHAIN,
  },
  {
    method: 'listpeerchannels',
    differs: [
      'channels[].funding: object → absent',
      'channels[].state_changes: list → empty list',
      'channels[].opener: remote → local',
    ],
    why: 'nobody opened a simulated channel: it was always there',
  },
  {
    method: 'listpeerchannels',
    differs: ['channels[].alias: object → absent'],
    why: 'simulated channels are public from the start',
  },
  {
    method: 'listpeerchannels',
    differs: ['channels[].last_stable_connection: number → absent'],
    why: NO_WIRE,
  },
  {
    method: 'listpeerchannels',
    differs: [
      'channels[].htlcs[].state: SENT_ADD_COMMIT → SENT_ADD_ACK_REVOCATION',
      'channels[].htlcs[].state: SENT_ADD_HTLC → SENT_ADD_ACK_REVOCATION',
      'channels[].htlcs[].local_trimmed: boolean → absent',
    ],
    why: 'an HTLC that the channel list shows is committed on both sides: the simulation knows no half-signed commitment',
  },
  {
    method: 'listpeerchannels',
    differs: ['channels[].reestablished: boolean → absent', 'channels[].owner: text → absent'],
    why: 'in half of the recordings only the main process of the peer was stopped, so that its connection stood; an emulated peer is there or not',
  },
  { method: 'listpeers', differs: ['peers[].remote_addr: text → absent'], why: NO_WIRE },
  { method: 'listnodes', differs: ['nodes[].addresses: list → empty list'], why: NO_WIRE },
  { method: 'listfunds', differs: ['outputs: list → empty list'], why: 'emulated nodes have no wallet' },
  {
    method: 'getinfo',
    differs: ['address: empty list → list'],
    why: 'the recorded nodes announced no address; emulated ones announce the loopback',
  },
  {
    method: 'invoice',
    differs: ['warning_deadends: text → absent', 'warning_capacity: text → absent'],
    why: 'the emulator does not look for channels that could bring the payment in',
  },
  {
    method: 'delpay',
    differs: [
      '(text): status: Cannot delete pending status: invalid token …pending… → status: Cannot delete pending status: invalid token (see logs for details)',
    ],
    why: 'a daemon that runs with --developer quotes what it could not read; the emulator speaks as one without',
  },
  {
    method: 'decode',
    differs: [
      '(text): string: Bad bech# string: invalid token …(invoice)… → string: Bad bech# string: invalid token (see logs for details)',
    ],
    why: 'the same',
  },
  {
    method: 'listpays',
    differs: ['pays: list → empty list'],
    why: '`delpay` only hides rows: a second payment after it is refused as the payee would refuse it, and leaves no rows',
  },
];
