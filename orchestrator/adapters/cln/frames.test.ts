import { describe, expect, it } from 'vitest';
import { msatOf, msatParam } from './fields.ts';
import { Frames } from './frames.ts';
import { parseJson } from './json.ts';
import { hasXpay, hasXpayMaxdelay, isTooOld, versionOf } from './version.ts';

const FIRST = '{"id":1,"result":{"text":"}]\\"\\\\{ ⚡","list":[[{}],{"a":[]}]}}';
const SECOND = '{"id":2,"error":{"code":-3,"message":"{\\"code\\":200"}}';

describe('frames of lightningd', () => {
  it('are found wherever the bytes are split, whatever stands between them', () => {
    const bytes = Buffer.from(`${FIRST}\n\n${SECOND} \t\r\n${FIRST}${SECOND}\n\n`);
    for (let size = 1; size < 12; size++) {
      const frames = new Frames(1000);
      const texts: string[] = [];
      for (let at = 0; at < bytes.length; at += size)
        texts.push(...frames.push(bytes.subarray(at, at + size)));
      expect(texts).toEqual([FIRST, SECOND, FIRST, SECOND]);
    }
  });

  it('are refused where they are none, or too long', () => {
    for (const bytes of ['<html>', '[1]', `${FIRST} 7`, '}'])
      expect(() => new Frames(1000).push(Buffer.from(bytes))).toThrow('bytes that are no JSON object');
    const frames = new Frames(100);
    frames.push(Buffer.from('{'));
    expect(() => frames.push(Buffer.from(`"${'x'.repeat(100)}`))).toThrow('an answer of more than 100 bytes');
  });
});

describe('numbers of lightningd', () => {
  it('are exact: those that a number would round are bigint', () => {
    const text = `{"groupid":7937160056132182528,"near":[9007199254740991,9007199254740993],"neg":-9223372036854775808,
      "u64":18446744073709551615,"float":1795357494.621,"hex":"1234567890123456","small":1}`;
    expect(parseJson(text)).toEqual({
      groupid: 7937160056132182528n,
      near: [9007199254740991, 9007199254740993n],
      neg: -9223372036854775808n,
      u64: 18446744073709551615n,
      float: 1795357494.621,
      hex: '1234567890123456',
      small: 1,
    });
    expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError);
  });

  it('are msat as numbers, as bigint and as text of old versions; nothing else is', () => {
    const from = { a: 5, b: 2n ** 60n, c: '1000msat', d: -1, e: 1.5, f: '1sat', g: null, h: -1n };
    const read = Object.keys(from).map((key) => msatOf(from, key));
    expect(read).toEqual([5n, 2n ** 60n, 1000n, null, null, null, null, null]);
    expect(msatParam(5n)).toBe(5);
    expect(msatParam(9_007_199_254_740_993n)).toBe('9007199254740993msat');
    expect(() => msatParam(-1n)).toThrow(RangeError);
  });
});

it.each([
  ['v26.06.6', { tooOld: false, xpay: true, maxdelay: true }],
  ['v24.11', { tooOld: false, xpay: true, maxdelay: false }],
  ['basedon-v25.02rc1-12-gabcdef1-modded', { tooOld: false, xpay: true, maxdelay: true }],
  ['v24.08.2', { tooOld: false, xpay: false, maxdelay: false }],
  ['v23.08', { tooOld: false, xpay: false, maxdelay: false }],
  ['v23.05.2', { tooOld: true, xpay: false, maxdelay: false }],
  ['v0.12.1', { tooOld: true, xpay: false, maxdelay: false }],
])('release %s', (text, { tooOld, xpay, maxdelay }) => {
  const version = versionOf(text)!;
  expect([isTooOld(version), hasXpay(version), hasXpayMaxdelay(version)]).toEqual([tooOld, xpay, maxdelay]);
});

it('a bare commit names no release', () => expect(versionOf('9f7baf66')).toBeNull());
