import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRune, runeCode, writeRune } from './rune-text.ts';
import { Runes, restrictionsParam, runeParam } from './runes.ts';

const vectors = readFileSync(new URL('fixtures/rune-vectors.csv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(',') as [string, string, string]);

const use = { time: 0, nodeId: undefined, params: undefined };

describe('runes', () => {
  it.each(vectors)('%s', (_name, text, rune) => {
    const [code, restrictions = ''] = text.split(/:(.*)/s);
    // Ours have a unique id in front: it is put there to be read, and taken off again.
    const withId = restrictions.startsWith('=') ? restrictions : ['=0', restrictions].join('&');
    const bytes = Buffer.concat([Buffer.from(code!, 'hex'), Buffer.from(restrictions)]);
    expect(bytes.toString('base64url')).toBe(rune.replace(/=+$/, ''));
    if (restrictions === '' || /^=\d+-/.test(restrictions)) return;
    const read = readRune(Buffer.concat([Buffer.alloc(32), Buffer.from(withId)]).toString('base64url'))!;
    const own = restrictions.startsWith('=') ? read.restrictions : read.restrictions.slice(1);
    expect(runeCode(Buffer.alloc(16), own).toString('hex')).toBe(code);
    expect(writeRune(Buffer.from(code!, 'hex'), own)).toBe(rune);
  });

  it('may be restricted by the daemon and then still be checked', () => {
    const runes = new Runes(new Uint8Array(32).fill(1));
    const all = runes.create([]);
    expect(all).toMatchObject({
      unique_id: '0',
      warning_unrestricted_rune: expect.stringMatching(/^WARNING/),
    });
    const rune = runeParam('rune', all.rune!);
    const less = runes.restrict(rune, restrictionsParam('restrictions', [['method=pay|other\\|x']]));
    const read = runeParam('rune', less.rune!);
    runes.check(read, { ...use, method: 'pay|other|x' });
    expect(() => runes.check(read, { ...use, method: 'pay' })).toThrow(
      'Not permitted: method is not equal to',
    );
    expect(() => new Runes(new Uint8Array(32).fill(2)).check(read, { ...use, method: 'pay' })).toThrow(
      'Not authorized',
    );
  });

  it.each(['', 'zz', 'not base64 !', Buffer.alloc(32).toString('base64url'), 7])('%j is no rune', (text) => {
    expect(() => runeParam('rune', text)).toThrow('should be base64 string');
  });

  it.each([[['=1']], [['method']], 'x', [3]])('%j is no restriction', (value) => {
    expect(() => restrictionsParam('restrictions', value)).toThrow('not a valid restriction');
  });
});
