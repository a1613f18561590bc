import type { Approximation } from '../approximation.ts';

export const LND_APPROXIMATIONS: readonly Approximation[] = [
  {
    daemon: 'shows the route of every HTLC as it was tried',
    emulator:
      'shows the one route that was planned when the payment began; parts share it, and its amounts and fee evenly',
  },
  {
    daemon: 'opens, closes and rebalances channels, has a wallet, takes keysend, AMP and blinded paths',
    emulator: 'has none of these: the calls are 12 UNIMPLEMENTED, or the payment finds no route',
  },
  {
    daemon: '`cancelable`: hanging up stops further attempts',
    emulator:
      'goes on, as without it; only a call that a hung daemon reads after its client has left may be cancelled',
  },
  {
    daemon:
      'WAITING_TO_START, NON_EXISTING or LOCKED, UNLOCKED, RPC_ACTIVE, SERVER_ACTIVE, each with its text',
    emulator: 'UNLOCKED, then SERVER_ACTIVE, with the text of a server that starts; "locked" only as a fault',
  },
  {
    daemon: 'counts what its channels have carried, and how long they lived',
    emulator: 'says 0',
  },
  {
    daemon: 'a stop says "routerrpc server shutting down" to every open call',
    emulator: 'a stop and a kill are the same: connections break',
  },
];
