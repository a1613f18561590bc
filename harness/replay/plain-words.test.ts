import { expect, it } from 'vitest';
import { parametersInWords, plainWords } from './plain-words.ts';

const key = '035e4ff418fc8b5554c5d9eea66396c227bd429a3251c8cbc711002ba215bfc226';

it('rounds times, writes amounts in sat and shortens keys and hashes', () => {
  expect(plainWords('failed 27849.135603505176 ms after, the bound is 450 ms')).toBe(
    'failed 27.8 s after, the bound is 450 ms',
  );
  expect(plainWords('paid 8984016 msat, -1500 msat are missing')).toBe(
    'paid 8,984.016 sat, -1.500 sat are missing',
  );
  expect(plainWords(`through ${key} (hash ${'a'.repeat(64)})`)).toBe('through 035e4ff4… (hash aaaaaaaa…)');
});

it('names nodes where names are known', () => {
  expect(plainWords('pay call 3 left for node 1')).toBe('pay call 3 left for node 1');
  expect(plainWords('pay call 3 left for node 1', () => 'bob')).toBe('pay call 3 left for node bob');
});

it('writes parameters of a fault as words', () => {
  expect(parametersInWords('{"of":"payer","node":0,"ms":{"min":1,"max":2}}')).toBe(
    'of payer, node 0, ms {min 1, max 2}',
  );
  expect(parametersInWords('as it is')).toBe('as it is');
});
