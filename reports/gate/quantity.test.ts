import { expect, it } from 'vitest';
import { counted, formatQuantity, grouped } from './quantity.ts';

it('writes numbers for people, the same on every machine', () => {
  expect(formatQuantity(0.000998, 'ratio')).toBe('0.0998 %');
  expect(formatQuantity(1, 'ratio')).toBe('100 %');
  expect(formatQuantity(12, 'ms')).toBe('12 ms');
  expect(formatQuantity(1_240, 'ms')).toBe('1.24 s');
  expect(formatQuantity(184_000, 'ms')).toBe('3.07 min');
  expect(formatQuantity(86_400_000, 'ms')).toBe('24 h');
  expect(formatQuantity(2_940.4, 'ppm')).toBe('2,940 ppm');
  expect(formatQuantity(18_400_000_000, 'msat')).toBe('18,400,000 sat');
  expect(formatQuantity(null, 'ms')).toBe('–');
  expect(formatQuantity(Number.POSITIVE_INFINITY, 'ms')).toBe('–');
  expect(grouped(1_234_567)).toBe('1,234,567');
  expect([counted(1, 'trial'), counted(2_000, 'trial')]).toEqual(['1 trial', '2,000 trials']);
});
