import type { Approximation } from '../approximation.ts';

export const CLN_APPROXIMATIONS: readonly Approximation[] = [
  {
    daemon: '`delpay` deletes rows, and with them the guard against paying twice',
    emulator:
      'hides rows; a second payment is refused as the payee would refuse it (203), and leaves no rows',
  },
  {
    daemon: '`xkeysend`, offers and invoices of BOLT 12, `partial_msat`, `getroutes` from another node',
    emulator: 'refuses them as not emulated',
  },
  {
    daemon: 'clnrest also tells events over socket.io',
    emulator: 'has no socket.io',
  },
  {
    daemon: '`listchannels` shows the policy of each direction of each channel in gossip',
    emulator: 'shows the channels of this node, with one fee policy for all of them',
  },
  {
    daemon:
      'up to v26.04, and with `xpay-handle-pay=false`, `pay` is a plugin of its own with other rows and codes',
    emulator: '`pay` is always an xpay, as v26.06 has it',
  },
  {
    daemon: 'opens, closes and funds channels',
    emulator: 'has no wallet and no chain; a channel that is closed is not in the list any more',
  },
];
