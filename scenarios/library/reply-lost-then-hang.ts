import { combination } from './combination.ts';

export const replyLostThenHang = combination(
  'reply-lost-then-hang',
  'A node takes the payment, its answer is lost on the way, and then the node hangs: the payment is made or not, and there is nobody to ask (F23 with F03; observed with LND, whose resumed process paid after all, lnd-observed.md).',
);
