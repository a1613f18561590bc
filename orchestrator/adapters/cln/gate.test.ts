import { expect, it } from 'vitest';
import { Gate } from './gate.ts';

it('lets so many through, the others in their order, and not those that gave up', () => {
  const gate = new Gate(2);
  const through: string[] = [];
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => gate.enter(() => through.push(name)));
  expect(through).toEqual(['a', 'b']);
  d!();
  b!();
  expect(through).toEqual(['a', 'b', 'c']);
  c!();
  expect(through).toEqual(['a', 'b', 'c', 'e']);
  for (const leave of [a, e]) leave!();
  gate.enter(() => through.push('f'));
  gate.enter(() => through.push('g'));
  const h = gate.enter(() => through.push('h'));
  gate.close();
  h();
  expect(through.slice(4)).toEqual(['f', 'g']);
});
