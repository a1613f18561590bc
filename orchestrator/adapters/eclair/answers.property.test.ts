import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lookupSaid, paySaid } from './answers.ts';
import { recordedAnswer } from './recorded.fixture.ts';

const { body: event, hash } = recordedAnswer('paid over 2 hops');
const { body: rows } = recordedAnswer('rows over 2 hops');
const HEX = /^[0-9a-f]{64}$/;

/** A recorded answer in which one value, anywhere, is another. */
function spoilt(answer: unknown): fc.Arbitrary<unknown> {
  const places: (readonly string[])[] = [];
  const visit = (value: unknown, place: readonly string[]) => {
    places.push(place);
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, [...place, key]);
  };
  visit(answer, []);
  return fc.tuple(fc.constantFrom(...places), fc.jsonValue()).map(([place, value]) => {
    const box = { answer: structuredClone(answer) };
    let at = box as unknown as Record<string, unknown>;
    const keys = ['answer', ...place];
    for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
    at[keys.at(-1)!] = value;
    return box.answer;
  });
}
const status = fc.oneof(fc.constant(200), fc.constantFrom(400, 401, 404, 500), fc.nat(999));
const heard = (body: fc.Arbitrary<string>) =>
  fc.record({ kind: fc.constant('reply' as const), status, body });
const noise = fc.oneof(fc.json(), fc.string());

it('whatever comes is read or is not, and a preimage is one', () => {
  const any = fc.oneof(noise, spoilt(event).map(jsonOf), spoilt(rows).map(jsonOf));
  fc.assert(
    fc.property(heard(any), (reply) => {
      const pay = paySaid(reply, hash);
      const lookup = lookupSaid(reply, hash);
      if (pay?.kind === 'payment-sent') expect(pay.preimage).toMatch(HEX);
      if (pay?.kind === 'payment-failed') expect(reply.status).toBe(200);
      if (lookup?.kind === 'rows')
        for (const row of lookup.rows) expect(row.status !== 'sent' || HEX.test(row.preimage)).toBe(true);
      if (reply.status !== 200)
        for (const said of [pay, lookup]) expect([undefined, 'http_error']).toContain(said?.kind);
    }),
    { numRuns: 3000 },
  );
});

function jsonOf(value: unknown): string {
  return JSON.stringify(value);
}
