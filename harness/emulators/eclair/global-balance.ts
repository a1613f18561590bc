import type { EmulatedChannel } from '../desk.ts';
import { query } from './method.ts';

const SAT_MSAT = 1_000;
const BTC_SAT = 100_000_000;

/**
 * All that the node has, in BTC, every amount cut to whole satoshis: `CheckBalance.computeOffChainBalance` of Eclair, in the
 * shape of its own test of the serializer ("GlobalBalance serializer"). The chain of the emulated network has no coins.
 */
export const globalBalance = query('info', (_form, { desk }) => {
  const channels = desk.channels();
  const toLocalSat = sum(channels.map(({ localMsat }) => wholeSat(localMsat)));
  const htlcsSat = sum(channels.flatMap(incoming).map(({ amountMsat }) => wholeSat(amountMsat)));
  const none = { toLocal: 0, htlcs: 0 };
  return {
    total: (toLocalSat + htlcsSat) / BTC_SAT,
    onChain: { total: 0, deeplyConfirmed: {}, recentlyConfirmed: {}, unconfirmed: {} },
    offChain: {
      waitForFundingConfirmed: 0,
      waitForChannelReady: 0,
      normal: { toLocal: toLocalSat / BTC_SAT, htlcs: htlcsSat / BTC_SAT },
      shutdown: none,
      negotiating: none,
      closing: none,
      waitForPublishFutureCommitment: 0,
    },
  };
});

/** Eclair takes it that what comes in will be fulfilled. */
function incoming({ htlcs }: EmulatedChannel): EmulatedChannel['htlcs'] {
  return htlcs.filter(({ outgoing }) => !outgoing);
}

function wholeSat(msat: number): number {
  return Math.floor(msat / SAT_MSAT);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, one) => total + one, 0);
}
