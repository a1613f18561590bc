import { combination } from './combination.ts';

export const lateSettleBehindHang = combination(
  'late-settle-behind-hang',
  'The payer hangs with the payment out and the payee settles late, when another node could have been asked long ago (F47 with F03; a first payment that seemed failed settled after the second, eclair-mobile #108).',
);
