import fc from 'fast-check';

/**
 * CI must give the same answer twice: property tests draw from one seed. `FC_SEED=…` draws others; a failure prints the
 * seed and the path that play it again.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_122) });
