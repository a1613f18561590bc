import { describe, expect, it } from 'vitest';
import { line, sketch } from '../testing/networks.ts';
import { RecordedWorld } from '../testing/recorded-world.ts';
import { failureName, ONION_FAILURES } from './failures.ts';

const AMOUNT = 10_000_000;

/** Runs one payment 0 → 3 over a line, after the world was disturbed, and returns what failed it and how it ended. */
function failsWith(disturb: (it: RecordedWorld) => void, payeeKnows = true): readonly string[] {
  const it = new RecordedWorld(line(4), { gossipDelayMs: 10_000_000 });
  if (payeeKnows) it.invoice('h', 3, AMOUNT);
  disturb(it);
  it.log.length = 0;
  expect(it.pay(0, 'h', 3, AMOUNT)).toBe('accepted');
  const lines = it.until(300_000, 'part-failed', 'ended');
  expect(it.money().channelsOff).toBe(0);
  return lines.map((text) => text.split(' ').at(-1) ?? '');
}

describe('each onion failure of BOLT 4 fires', () => {
  it('has the codes of BOLT 4', () => {
    expect(ONION_FAILURES.slice(1).map((it) => `${it.name} ${it.code}`)).toEqual([
      'temporary_node_failure 8194',
      'permanent_channel_failure 16392',
      'unknown_next_peer 16394',
      'amount_below_minimum 4107',
      'fee_insufficient 4108',
      'incorrect_cltv_expiry 4109',
      'expiry_too_soon 4110',
      'expiry_too_far 21',
      'channel_disabled 4116',
      'temporary_channel_failure 4103',
      'incorrect_or_unknown_payment_details 16399',
      'mpp_timeout 23',
    ]);
    expect(() => failureName(0)).toThrow('not an onion failure');
  });

  it.each<readonly [string, (it: RecordedWorld) => void]>([
    ['temporary_node_failure', (it) => it.world.setRefusing(1, true)],
    ['permanent_channel_failure', (it) => it.world.forceClose(1, 'test')],
    [
      'unknown_next_peer',
      (it) => {
        it.world.forceClose(1, 'test');
        it.world.mine(6);
      },
    ],
    ['amount_below_minimum', (it) => it.world.setPolicy(1, 1, { htlcMinMsat: AMOUNT + 1_000_000 })],
    ['channel_disabled', (it) => it.world.setPolicy(1, 1, { disabled: true })],
    ['temporary_channel_failure', (it) => it.world.moveLiquidity(1, 1, 1e9, 'drain')],
    ['temporary_channel_failure', (it) => it.world.setNode(2, 'down', 'kill')],
  ])('%s', (name, disturb) => {
    expect(failsWith(disturb)).toEqual([name, 'no_route']);
  });

  it('fee_insufficient and incorrect_cltv_expiry, from old gossip; the failure brings the new policy and the payer goes on', () => {
    expect(failsWith((it) => it.world.setPolicy(1, 1, { feeBaseMsat: 1001 }))).toEqual([
      'fee_insufficient',
      'p-h',
    ]);
    expect(failsWith((it) => it.world.setPolicy(1, 1, { cltvDeltaBlocks: 41 }))).toEqual([
      'incorrect_cltv_expiry',
      'p-h',
    ]);
    expect(failsWith((it) => it.world.setPolicy(1, 1, { feeBaseMsat: 1_000_000 }))).toEqual([
      'fee_insufficient',
      'fee_limit',
    ]);
  });

  it('expiry_too_soon, when blocks go by while an HTLC is kept', () => {
    const it = new RecordedWorld(line(3));
    it.send(0, 'h', 2, AMOUNT);
    it.world.holdHtlcs(1, 1000);
    it.kernel.run(500);
    it.world.mine(8);
    expect(it.until(5000, 'part-failed', 'ended')).toEqual([
      '1010 part-failed 0 1 h 10000000 expiry_too_soon',
      '1010 ended 0 2 h false 0 0  no_route',
    ]);
  });

  it('expiry_too_far', () => {
    const it = new RecordedWorld(line(3, () => ({ policyA: { cltvDeltaBlocks: 2100 } })));
    it.send(0, 'near', 2, AMOUNT, { cltvLimitBlocks: 3000 });
    expect(it.until(5000, 'ended')).toEqual(['40 ended 0 2 near true 10000000 2000 p-near']);
    const far = new RecordedWorld(line(4, () => ({ policyA: { cltvDeltaBlocks: 2100 } })));
    far.send(0, 'far', 3, AMOUNT, { cltvLimitBlocks: 9000 });
    expect(far.until(5000, 'part-failed')[0]).toContain('0 1 far 10000000 expiry_too_far');
  });

  it('temporary_channel_failure for the reserve, for slots and for the maximum', () => {
    // Side 1 of channel 1 has 60,000,000 msat, of which 10,000,000 are reserve.
    const tight = new RecordedWorld(line(3, (at) => (at === 1 ? { balanceAMsat: 60_000_000 } : {})));
    tight.send(0, 'over', 2, 50_000_001);
    expect(tight.until(1000, 'part-failed')[0]).toContain('temporary_channel_failure');
    tight.kernel.run(100_000);
    tight.send(0, 'just', 2, 50_000_000);
    expect(tight.until(200_000, 'ended')[0]).toContain('just true 50000000');

    const slots = new RecordedWorld(line(3, (at) => (at === 1 ? { htlcSlots: 1 } : {})));
    slots.world.holdHtlcs(2, 1000);
    slots.send(0, 'one', 2, AMOUNT);
    slots.send(0, 'two', 2, AMOUNT);
    expect(slots.until(500, 'part-failed')[0]).toContain('two 10000000 temporary_channel_failure');
    expect(slots.until(5000, 'ended')[0]).toContain('one true');

    expect(failsWith((it) => it.world.setPolicy(1, 1, { htlcMaxMsat: 5000 }))[0]).toBe(
      'temporary_channel_failure',
    );
  });

  it('incorrect_or_unknown_payment_details: unknown, canceled, expired, paid, held, wrong amount, wrong node', () => {
    const wrong = 'incorrect_or_unknown_payment_details';
    const ended = [wrong, 'incorrect_payment_details'];
    expect(failsWith(() => undefined, false)).toEqual(ended);
    expect(failsWith((it) => it.world.cancelInvoice('h'))).toEqual(ended);
    expect(failsWith((it) => it.invoice('h', 2, AMOUNT), false)).toEqual(ended);
    expect(failsWith((it) => it.invoice('h', 3, AMOUNT + 1), false)).toEqual(ended);
    expect(failsWith((it) => it.invoice('h', 3, AMOUNT / 2 - 1), false)).toEqual(ended);
    expect(failsWith((it) => it.invoice('h', 3, AMOUNT, { expiresAtMs: 5 }), false)).toEqual(ended);
    const twice = new RecordedWorld(line(3));
    twice.send(0, 'h', 2, AMOUNT);
    twice.kernel.run(1000);
    twice.pay(1, 'h', 2, AMOUNT);
    expect(twice.until(2000, 'part-failed')).toEqual([`1020 part-failed 1 2 h ${AMOUNT} ${wrong}`]);
  });

  it('mpp_timeout after 60 s, when a part stays behind', () => {
    // Two ways 0 → 3; the second half hangs at node 2.
    const it = new RecordedWorld(
      sketch(4, [
        { a: 0, b: 1 },
        { a: 1, b: 3 },
        { a: 0, b: 2 },
        { a: 2, b: 3 },
      ]),
    );
    it.send(0, 'h', 3, 800_000_000, { partsMax: 4, feeLimitMsat: 10_000_000 });
    it.world.setNode(2, 'hung', 'stop');
    const lines = it.until(61_000, 'part-failed');
    expect(lines[0]).toBe('60040 part-failed 0 3 h 400000000 mpp_timeout');
    expect(it.world.lookup(0, 'h')?.state).toBe('in_flight');
    it.world.setNode(2, 'up', 'cont');
    expect(it.until(200_000, 'ended')).toEqual(['121040 ended 0 3 h false 0 0  timeout']);
    expect(it.money()).toEqual({ channelsOff: 0, owned: 4_000_000_000 });
  });
});
