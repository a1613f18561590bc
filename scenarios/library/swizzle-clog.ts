import { combination } from './combination.ts';

export const swizzleClog = combination(
  'swizzle-clog',
  'Connections to the payers are clogged one after the other and unclogged in another order (F29, the FoundationDB pattern): partitions overlap in every way, and no two nodes are ever known at the same time.',
);
