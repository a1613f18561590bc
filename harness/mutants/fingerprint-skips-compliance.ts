import type { Mutant } from './mutant.ts';

export const fingerprintSkipsCompliance: Mutant = {
  id: 'fingerprint-skips-compliance',
  title: 'the fingerprint of a request leaves the compliance payload out',
  expects: 'S06',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({ ...real, fingerprintOf: (body) => real.fingerprintOf({ ...body, compliance: '' }) }),
  }),
};
