/** Which share of a channel's capacity side `a` owns at the start, by the channel's ordinal; within [0, 1]. */
export type Split = (channelOrdinal: number) => number;

export const halfSplit: Split = () => 0.5;

/**
 * A share drawn evenly from [0, 1) for each channel, a pure function of the seed and the ordinal: adding a channel at
 * the end moves no balance of another. The mixer is the finaliser of MurmurHash3 (fmix32), applied twice.
 */
export function seededSplit(seed: number): Split {
  const start = mix(seed ^ 0x9e3779b9);
  return (channelOrdinal) => mix(mix(start + channelOrdinal)) / 2 ** 32;
}

/** What side `a` owns, in whole msat. */
export function balanceOfA(capacityMsat: number, share: number): number {
  return Math.min(capacityMsat, Math.round(capacityMsat * share));
}

function mix(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
