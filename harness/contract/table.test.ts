import { expect, it } from 'vitest';
import { chosen } from './choice.ts';
import { contractDocument, contractTable } from './table.ts';

const row = (id: string) => ({
  id,
  promise: 'It pays.',
  source: 'adapters.md',
  needs: [],
  run: async () => {},
});
const shown = {
  rows: [row('pay.settles'), row('pay.again')],
  columns: [{ id: 'sim/lnd' }, { id: 'sim/eclair' }],
  cells: [
    { row: 'pay.settles', column: 'sim/lnd', result: { kind: 'kept' } },
    { row: 'pay.settles', column: 'sim/eclair', result: { kind: 'impossible', why: 'no time' } },
    { row: 'pay.again', column: 'sim/lnd', result: { kind: 'broken', breaches: ['it paid twice'] } },
    { row: 'pay.again', column: 'sim/eclair', result: { kind: 'declared', what: 'pays again' } },
  ],
} as const;

it('shows each cell, and below it what it stands for', () => {
  expect(contractTable(shown)).toBe(
    [
      '             sim/lnd  sim/eclair',
      'pay.settles  ✓        – 1',
      'pay.again    ✗        declared 2',
      '',
      '   1  not possible here: no time',
      '   2  declared: pays again',
      '',
      '✗ pay.again at sim/lnd',
      '    it paid twice',
      '',
      '1 kept, 1 as declared, 1 not possible here, 1 broken',
      '',
    ].join('\n'),
  );
  const document = contractDocument(shown);
  expect(document.kept).toBe(false);
  expect(document.cells[2]).toEqual({
    row: 'pay.again',
    column: 'sim/lnd',
    kind: 'broken',
    breaches: ['it paid twice'],
  });
});

it('rows and columns are chosen by names, families and environments', () => {
  const ids = (names: readonly string[]) => {
    const found = chosen(names);
    if ('unknown' in found) return found.unknown;
    return [found.rows.map(({ id }) => id), found.columns.map(({ id }) => id)];
  };
  expect(ids(['fee', 'emulated/lnd', 'eclair'])).toEqual([
    ['fee.exact-cap'],
    ['sim/eclair', 'emulated/lnd', 'emulated/eclair'],
  ]);
  expect(ids(['pay.settles', 'emulated'])[1]).toHaveLength(4);
  expect(ids(['sim', 'pay.setles'])).toEqual(['pay.setles']);
});
