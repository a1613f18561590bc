import type { Approximation } from '../approximation.ts';

export const ECLAIR_APPROXIMATIONS: readonly Approximation[] = [
  {
    daemon: 'shows the route of each part',
    emulator: 'shows one route per payee, looked up once',
  },
  {
    daemon: 'parts of a payment have the amounts that their routes could carry',
    emulator: 'shows them as equal shares',
  },
  {
    daemon: '`fromChannelId` of received money is the channel that it came over',
    emulator: 'is always the first channel',
  },
  {
    daemon: '`completedAt` is when the payment ended',
    emulator: 'is when its row was first seen final',
  },
  {
    daemon:
      'a read of `getsentinfo` that overtakes the end of a payment may show it all failed (stale-read race)',
    emulator: 'shows `[]` in that moment, and nothing else',
  },
  {
    daemon: '408 when a call has waited too long inside of the HTTP server',
    emulator: 'says so when a delayed call is finally read',
  },
  { daemon: '`maxAttempts` bounds the attempts', emulator: 'reads it, and it has no effect' },
  { daemon: '`createinvoice` takes a `descriptionHash`', emulator: 'refuses it as not emulated' },
  {
    daemon: 'opens and closes channels, connects to new peers, stops by `POST /stop`',
    emulator: 'refuses these as not emulated',
  },
];
