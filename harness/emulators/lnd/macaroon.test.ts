import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Credentials } from './credentials.ts';
import { bakeMacaroon, readMacaroon, verifyMacaroon } from './macaroon.ts';
import { MACAROONS } from './permissions.ts';

const ROOT_KEY = Buffer.alloc(32, 7);
const NONCE = Buffer.alloc(16, 1);
const NOW_MS = Date.UTC(2026, 0, 1);
const admin = bakeMacaroon(ROOT_KEY, NONCE, MACAROONS.admin);

describe('macaroons', () => {
  it('are laid out as LND lays them out: v2, location lnd, bakery identifier 3, key 0, permissions, signature', () => {
    expect(admin.toString('hex')).toMatch(
      /^0201036c6e6402[0-9a-f]{2}01030a10(01){16}1201301a160a0761646472657373120472656164120577726974651a130a04696e666f/,
    );
    expect(admin.subarray(-36).toString('hex')).toMatch(/^00000620[0-9a-f]{64}$/);
    expect(verifyMacaroon(ROOT_KEY, readMacaroon(admin))).toHaveLength(MACAROONS.admin.length);
  });

  it('are not good for another daemon, nor with a changed byte', () => {
    const mismatch = 'verification failed: signature mismatch after caveat verification';
    const shown = new Credentials(Buffer.alloc(32, 8));
    expect(shown.refusal('GetInfo', [admin.toString('hex')], NOW_MS)).toBe(mismatch);
    const changed = Buffer.from(admin);
    changed[30]! ^= 1;
    expect(new Credentials(ROOT_KEY).refusal('GetInfo', [changed.toString('hex')], NOW_MS)).toBe(mismatch);
  });

  it('can be narrowed by whoever holds them, and are held to it', () => {
    const own = new Credentials(ROOT_KEY);
    const until = (time: string) => [narrowed(admin, `time-before ${time}`).toString('hex')];
    expect(own.refusal('GetInfo', until('2026-01-01T00:00:01Z'), NOW_MS)).toBe(null);
    expect(own.refusal('GetInfo', until('2026-01-01T00:00:01Z'), NOW_MS + 2000)).toBe(
      'verification failed: caveat "time-before 2026-01-01T00:00:01Z" not satisfied',
    );
    expect(own.refusal('GetInfo', [narrowed(admin, 'ipaddr 127.0.0.1').toString('hex')], NOW_MS)).toBe(null);
    expect(own.refusal('GetInfo', [narrowed(admin, 'ipaddr 10.0.0.1').toString('hex')], NOW_MS)).toMatch(
      /not satisfied/,
    );
  });

  it.each([
    ['', 'empty macaroon data'],
    ['00', 'cannot determine data format of binary-encoded macaroon'],
    ['0', 'encoding/hex: odd length hex string'],
    ['zz', "encoding/hex: invalid byte: U+007A 'z'"],
    ['0202', 'unmarshal v2: varint value out of range'],
    [admin.subarray(0, -1).toString('hex'), 'unmarshal v2: field data extends past end of buffer'],
  ])('that are none are refused: %s', (hex, text) => {
    expect(new Credentials(ROOT_KEY).refusal('GetInfo', [hex], NOW_MS)).toBe(text);
  });

  it('allow what LND allows with them', () => {
    const own = new Credentials(ROOT_KEY);
    const may = (name: keyof typeof MACAROONS, method: string) =>
      own.refusal(method, [bakeMacaroon(ROOT_KEY, NONCE, MACAROONS[name]).toString('hex')], NOW_MS) ?? 'yes';
    expect(
      Object.fromEntries(
        ['GetInfo', 'SendPaymentV2', 'TrackPaymentV2', 'AddInvoice', 'LookupInvoice', 'GetState'].map(
          (method) => [method, [may('admin', method), may('readonly', method), may('invoice', method)]],
        ),
      ),
    ).toEqual({
      GetInfo: ['yes', 'yes', 'permission denied'],
      SendPaymentV2: ['yes', 'permission denied', 'permission denied'],
      TrackPaymentV2: ['yes', 'yes', 'permission denied'],
      AddInvoice: ['yes', 'permission denied', 'yes'],
      LookupInvoice: ['yes', 'yes', 'yes'],
      GetState: ['yes', 'yes', 'yes'],
    });
  });
});

/** A first-party caveat, as any holder adds it. */
function narrowed(macaroon: Buffer, condition: string): Buffer {
  const signature = createHmac('sha256', macaroon.subarray(-32)).update(condition).digest();
  return Buffer.concat([
    macaroon.subarray(0, -35),
    Buffer.of(2, condition.length),
    Buffer.from(condition),
    Buffer.of(0, 0, 6, 32),
    signature,
  ]);
}
