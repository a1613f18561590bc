import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHistory, forEachEvent, HistoryEncoder, HistoryFormatError } from './encoded-history.ts';
import { HISTORY_KIND_ORDER, type HistoryEvent, historyEvent } from './history.ts';
import { DICTIONARY_SIZE } from './history-layout.ts';

function encode(events: readonly HistoryEvent[], keep = true) {
  const encoder = new HistoryEncoder({ keep });
  for (const event of events) encoder.append(event);
  return encoder.finish();
}

const hash = 'ab'.repeat(32);
const SMALL = [
  historyEvent('request-submitted', { seq: 0, request: 0, actor: 'acme', amountMsat: 1_000_000, hash }),
  historyEvent('intent-received', { seq: 1, atMs: 12.5, intent: 0, actor: 'acme', hash }),
  historyEvent('attempt-resolved', { seq: 2, atMs: 40, intent: 0, attempt: 1, feeMsat: -1, hash }),
];

// Zero has one form: minus zero is written as zero.
const number = fc
  .oneof(fc.maxSafeInteger(), fc.double(), fc.integer({ min: -70, max: 70 }))
  .map((value) => (value === 0 ? 0 : value));
const text = fc.oneof(
  fc.constant(''),
  fc.constantFrom('acme', 'settled', 'Ω', hash),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefA'), minLength: 64, maxLength: 64 }),
  fc.string({ minLength: 500, maxLength: 530 }),
);
const event: fc.Arbitrary<HistoryEvent> = fc.record({
  seq: number,
  atMs: number,
  kind: fc.constantFrom(...HISTORY_KIND_ORDER),
  intent: number,
  attempt: number,
  node: number,
  peer: number,
  request: number,
  amountMsat: number,
  feeMsat: number,
  limitMsat: number,
  hash: text,
  actor: text,
  was: text,
  state: text,
  cause: text,
  digest: text,
  tier: text,
  corridor: text,
});

describe('encoded history', () => {
  it('gives back every event exactly, kept or hashed in a stream', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const kept = encode(events);
        expect([...decodeHistory(kept.bytes)]).toEqual(events);
        expect(kept.count).toBe(events.length);
        expect(encode(events, false)).toEqual({
          bytes: new Uint8Array(0),
          hash: kept.hash,
          count: kept.count,
        });
      }),
    );
  });

  it('has a fixed form: the same bytes on every machine', () => {
    const { bytes, hash: found } = encode(SMALL);
    expect(found).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(bytes.length).toBe(84);
    expect(found).toBe('0dec09fcc18c7afc84927831b140a1390b1b8a31db4dd817684873b8d396e69f');
  });

  it('is ready for the next trial after a reset', () => {
    const encoder = new HistoryEncoder();
    for (const each of SMALL) encoder.append(each);
    const first = encoder.finish();
    encoder.reset();
    for (const each of SMALL) encoder.append(each);
    expect(encoder.finish()).toEqual(first);
  });

  it('survives long texts and a full dictionary', () => {
    const events = Array.from({ length: DICTIONARY_SIZE + 10 }, (_, seq) =>
      historyEvent('audit-recorded', { seq, atMs: seq, cause: `cause ${seq}`, was: `cause ${seq - 1}` }),
    );
    events.push(historyEvent('audit-recorded', { seq: events.length, digest: 'long '.repeat(200_000) }));
    const kept = encode(events);
    let at = 0;
    forEachEvent(kept.bytes, (each) => {
      if (JSON.stringify(each) !== JSON.stringify(events[at])) expect(each).toEqual(events[at]);
      at++;
    });
    expect(at).toBe(events.length);
    expect(encode(events, false).hash).toBe(kept.hash);
  });

  it('refuses a log that is cut off anywhere, and says where', () => {
    const { bytes } = encode(SMALL);
    for (let size = 0; size < bytes.length; size++) {
      const cut = bytes.subarray(0, size);
      expect(() => [...decodeHistory(cut)]).toThrow(HistoryFormatError);
    }
    expect(() => [...decodeHistory(bytes.subarray(0, 20))]).toThrow(/byte \d+: cut off: 32 bytes announced/);
  });

  it('never crashes or loops on altered bytes', () => {
    const { bytes } = encode(SMALL);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const altered = Uint8Array.from(bytes);
        altered[at] ^= flip;
        try {
          forEachEvent(altered, () => undefined);
        } catch (error) {
          expect(error).toBeInstanceOf(HistoryFormatError);
        }
      }),
    );
    const alien = Uint8Array.from(bytes);
    alien[3] = 2;
    expect(() => [...decodeHistory(alien)]).toThrow('expected "FGH\\u0001" (version 1)');
    expect(() => [...decodeHistory(Uint8Array.from([...bytes, 0]))]).toThrow('1 bytes after the end');
  });

  it('refuses a kind that it does not know', () => {
    const odd = { ...SMALL[0], kind: 'no-such-kind' } as unknown as HistoryEvent;
    expect(() => encode([odd])).toThrow('event 0: unknown kind "no-such-kind"');
  });
});
