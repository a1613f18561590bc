import { combination } from './combination.ts';

export const reorgUnderStuckHtlcs = combination(
  'reorg-under-stuck-htlcs',
  'HTLCs are stuck on the way while the chain takes blocks back and brings others (F57 with F46): time locks are reckoned from two heights, and money that is locked must neither be lost nor paid twice.',
);
