import { describe, expect, it } from 'vitest';
import { CATALOGUE_LAST, NOT_SIMULATED } from './not-simulated.ts';
import { PATTERNS } from './patterns.ts';
import { FAULTS } from './registry.ts';

const catalogue = Array.from({ length: CATALOGUE_LAST }, (_, at) => `F${String(at + 1).padStart(2, '0')}`);
const simulated = new Set(FAULTS.flatMap(({ source }) => source.match(/\bF\d\d\b/g) ?? []));
const excused = NOT_SIMULATED.map(({ id }) => id);

describe('the catalogue of faults', () => {
  it('is covered: each entry is the source of a kind, or says why there is none', () => {
    expect(catalogue.filter((id) => !simulated.has(id) && !excused.includes(id))).toEqual([]);
  });

  it('excuses nothing that a kind exists for, nothing twice, and nothing unknown', () => {
    expect(excused.filter((id) => simulated.has(id))).toEqual([]);
    expect(excused.filter((id) => !catalogue.includes(id))).toEqual([]);
    expect(new Set(excused).size).toBe(excused.length);
    expect([...simulated].filter((id) => !catalogue.includes(id))).toEqual([]);
  });

  it('gives reasons that hold', () => {
    for (const { because } of NOT_SIMULATED) expect(because.length).toBeGreaterThan(30);
    const pattern = NOT_SIMULATED.find(({ id }) => id === 'F29')!;
    expect(PATTERNS.some(({ name }) => pattern.because.includes(name))).toBe(true);
  });
});
