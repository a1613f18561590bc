import { expect, it } from 'vitest';
import type { JudgeInput } from './judge-input.ts';
import { corpusReasons } from './reasons.ts';

it('a past failure that is back is NO-GO; one that could not be played is no proof of anything', () => {
  const corpusFailures = [
    { file: 'corpus/a.json', invariant: 'S01', because: 'paid twice' },
    { file: 'corpus/b.json', invariant: null, because: 'it crashed: RangeError' },
  ];
  expect(corpusReasons({ corpusFailures } as unknown as JudgeInput)).toMatchObject([
    { verdict: 'NO-GO', subject: 'corpus/a.json', text: expect.stringContaining('is back: S01, paid twice') },
    { verdict: 'INCONCLUSIVE', subject: 'corpus/b.json' },
  ]);
  expect(corpusReasons({} as JudgeInput)).toEqual([]);
});
