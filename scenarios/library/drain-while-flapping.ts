import { combination } from './combination.ts';

export const drainWhileFlapping = combination(
  'drain-while-flapping',
  'One payer loses its liquidity while the connection to the next comes and goes, so that the way out is taken again and again (F43 with F30): the day on which a fallback is needed is the day on which it is bad.',
);
