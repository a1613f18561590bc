import { describe, expect, it } from 'vitest';
import { FAULTS } from '#chaos/registry';
import type { CallClass } from './api-call.ts';
import { type ApiFaultInput, apiFaultSchema } from './api-fault-schema.ts';
import { payOf, SAT, smallEmulatedNetwork } from './network.fixture.ts';
import { type ApiStrike, UNSTRUCK } from './strike.ts';

type Wish<Kind extends string = ApiFaultInput['kind']> = Kind extends ApiFaultInput['kind']
  ? Omit<Extract<ApiFaultInput, { kind: Kind }>, 'id' | 'node'>
  : never;

function struckNetwork(...faults: Wish[]) {
  const network = smallEmulatedNetwork({ payer: 'plain', other: 'plain' });
  const switchOn = (fault: Wish, at = 0) =>
    network.faults.switchOn({ id: `f${at}`, node: 'payer', ...fault } as ApiFaultInput);
  faults.forEach(switchOn);
  return {
    network,
    switchOn,
    /** What becomes of a call, and when it is read; null: not yet. */
    strikes(kind: CallClass = 'pay', node = 'payer'): { strike: ApiStrike; atMs: number } | null {
      const seen: { strike: ApiStrike; atMs: number }[] = [];
      network
        .desk(node)
        .arrives({ class: kind, method: 'm', hash: '' }, (strike) =>
          seen.push({ strike, atMs: network.kernel.nowMs }),
        );
      network.kernel.run(network.kernel.nowMs);
      return seen[0] ?? null;
    },
  };
}

const unread = (how: ApiStrike['before']) => ({ ...UNSTRUCK, before: how });
const answered = (how: ApiStrike['after']) => ({ ...UNSTRUCK, after: how });

describe('a fault on calls', () => {
  it.each<[Wish, ApiStrike]>([
    [{ kind: 'net.request_lost' }, unread('lost')],
    [{ kind: 'net.response_lost' }, answered('lost')],
    [{ kind: 'net.blackhole' }, unread('lost')],
    [{ kind: 'net.partition', direction: 'both' }, unread('lost')],
    [{ kind: 'net.partition', direction: 'outgoing' }, unread('lost')],
    [{ kind: 'net.partition', direction: 'incoming' }, answered('lost')],
    [{ kind: 'net.truncate' }, answered('truncated')],
    [{ kind: 'net.reset', phase: 'before' }, unread('reset')],
    [{ kind: 'net.reset', phase: 'mid' }, answered('reset_mid')],
    [{ kind: 'net.reset', phase: 'after' }, answered('reset')],
    [{ kind: 'net.flap', cycleMs: 100, downPct: 50 }, unread('refused')],
    [{ kind: 'api.error', accepted: false }, unread('error')],
    [{ kind: 'api.error', accepted: true }, answered('error')],
    [{ kind: 'api.throttle', callsMax: 0, perMs: 1_000 }, unread('throttled')],
    [{ kind: 'api.auth_expired' }, unread('unauthorized')],
    [{ kind: 'api.schema_drift', drift: 'unreadable' }, answered('unreadable')],
    [{ kind: 'api.schema_drift', drift: 'unknown_state' }, answered('unknown_state')],
    [{ kind: 'api.schema_drift', drift: 'fee_missing' }, answered('fee_missing')],
    [{ kind: 'node.locked_or_syncing', state: 'locked' }, unread('locked')],
    [{ kind: 'node.locked_or_syncing', state: 'syncing' }, unread('error')],
    [{ kind: 'evt.drop' }, UNSTRUCK],
  ])('%o', (fault, strike) => {
    const it = struckNetwork(fault);
    expect(it.strikes()?.strike).toEqual(strike);
    expect(it.strikes('pay', 'other')?.strike).toEqual(UNSTRUCK);
    expect(it.network.faults.switchOff('f0')).toBe(true);
    expect(it.strikes()?.strike).toEqual(UNSTRUCK);
  });

  it('strikes the classes, the calls and the share that it names', () => {
    const it = struckNetwork({ kind: 'net.truncate', calls: ['lookup', 'list'], after: 2, count: 2 });
    const struck = (kind: CallClass) => it.strikes(kind)?.strike.after === 'truncated';
    expect([struck('pay'), struck('lookup'), struck('list'), struck('pay')]).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect([struck('lookup'), struck('lookup')]).toEqual([true, false]);
    expect(it.network.faults.on).toMatchObject([{ seen: 4, struck: 2 }]);
    const half = struckNetwork({ kind: 'net.truncate', probability: 0.5 });
    const hits = Array.from({ length: 400 }, () => half.strikes()?.strike.after).filter(
      (one) => one !== null,
    );
    expect(hits.length).toBeGreaterThan(150);
    expect(hits.length).toBeLessThan(250);
  });

  it('delays add up, and of the rest the oldest strikes', async () => {
    const it = struckNetwork(
      { kind: 'net.latency', delayMs: 100, jitterMs: 10 },
      { kind: 'api.error', accepted: false },
      { kind: 'api.auth_expired' },
      // 2,500 bytes a call: one second each, one after the other.
      { kind: 'net.bandwidth', bytesPerS: 2_500 },
    );
    const read: [number, ApiStrike][] = [];
    const call = () =>
      it.network
        .desk('payer')
        .arrives({ class: 'pay', method: 'm', hash: '' }, (strike) =>
          read.push([it.network.kernel.nowMs, strike]),
        );
    call();
    call();
    await it.network.run(5_000);
    expect(read.map(([, strike]) => strike)).toEqual([unread('error'), unread('error')]);
    const [first, second] = read.map(([atMs]) => atMs);
    expect(first! - 1_100).toBeLessThanOrEqual(10);
    expect(second! - 2_100).toBeLessThanOrEqual(10);
    expect(Math.min(first! - 1_100, second! - 2_100)).toBeGreaterThanOrEqual(0);
  });

  it('api.throttle lets some through in each window', async () => {
    const it = struckNetwork({ kind: 'api.throttle', callsMax: 2, perMs: 1_000 });
    const five = () => Array.from({ length: 4 }, () => it.strikes()?.strike.before);
    expect(five()).toEqual([null, null, 'throttled', 'throttled']);
    await it.network.run(1_000);
    expect(five()).toEqual([null, null, 'throttled', 'throttled']);
  });

  it('net.flap goes up and down, and cuts what is connected', async () => {
    const it = struckNetwork();
    let cuts = 0;
    it.network.desk('payer').listen({ ...DEAF, connectionsCut: () => cuts++ });
    it.switchOn({ kind: 'net.flap', cycleMs: 1_000, downPct: 30 });
    const seen: (string | null | undefined)[] = [];
    for (let tenth = 0; tenth < 13; tenth++) {
      seen.push(it.strikes()?.strike.before);
      await it.network.run(100);
    }
    const down = 'refused';
    expect(seen).toEqual([down, down, down, null, null, null, null, null, null, null, down, down, down]);
    expect(cuts).toBe(2);
  });
});

const DEAF = { told() {}, invoiceChanged() {}, recordChanged() {}, block() {}, moved() {} };

/** Pays `hashes` invoices, one a second, and notes when which event is heard. */
async function eventsUnder(fault: Wish | null, payments = 4) {
  const it = struckNetwork();
  const { network } = it;
  const payer = network.desk('payer');
  const heard: [number, string][] = [];
  let broken = 0;
  const hashes: string[] = [];
  payer.listen({
    ...DEAF,
    told: (hash, claims) => heard.push([network.kernel.nowMs, `${hashes.indexOf(hash)} ${claims}`]),
    streamsBroken: () => broken++,
  });
  if (fault !== null) it.switchOn(fault);
  for (let payment = 0; payment < payments; payment++) {
    const { invoice } = network
      .desk('payee')
      .createInvoice({ amountMsat: 10_000 * SAT, description: '', expirySeconds: 3_600 });
    hashes.push(invoice.hash);
    payer.pay(payOf(invoice), () => {});
    await network.run(1_000);
  }
  await network.run(20_000);
  return {
    network,
    switchOn: it.switchOn,
    heard,
    words: heard.map(([, word]) => word),
    broken: () => broken,
  };
}

describe('a fault on events', () => {
  it('none', async () => {
    expect((await eventsUnder(null)).words).toEqual(['0 settled', '1 settled', '2 settled', '3 settled']);
  });

  it('evt.delay', async () => {
    const plain = await eventsUnder(null);
    const late = await eventsUnder({ kind: 'evt.delay', delayMs: 5_000 });
    expect(late.heard).toEqual(plain.heard.map(([atMs, word]) => [atMs + 5_000, word]));
  });

  it('evt.duplicate, from the second on, twice', async () => {
    const twice = await eventsUnder({ kind: 'evt.duplicate', copies: 1, gapMs: 10, after: 2, count: 2 });
    expect(twice.words).toEqual([
      '0 settled',
      '1 settled',
      '1 settled',
      '2 settled',
      '2 settled',
      '3 settled',
    ]);
  });

  it('evt.reorder', async () => {
    const turned = await eventsUnder({ kind: 'evt.reorder', spanMs: 10_000 });
    expect(turned.words).toEqual(['3 settled', '2 settled', '1 settled', '0 settled']);
  });

  it.each<[Wish]>([
    [{ kind: 'evt.drop' }],
    [{ kind: 'net.blackhole' }],
    [{ kind: 'net.partition', direction: 'incoming' }],
  ])('%o: nothing is heard', async (fault) => {
    expect((await eventsUnder(fault)).words).toEqual([]);
  });

  it.each<[Wish & { kind: 'evt.stream_reset_cursor_loss' }, readonly string[]]>([
    [
      { kind: 'evt.stream_reset_cursor_loss', cursor: 'lost', downMs: 1_500, events: 2 },
      ['2 settled', '3 settled'],
    ],
    [{ kind: 'evt.stream_reset_cursor_loss', cursor: 'ahead', downMs: 1_500, events: 1 }, ['3 settled']],
    [
      { kind: 'evt.stream_reset_cursor_loss', cursor: 'rewound', downMs: 1_500, events: 5 },
      ['0 settled', '1 settled', '2 settled', '3 settled'],
    ],
  ])('%o', async (fault, words) => {
    const it = await eventsUnder(fault);
    expect(it.broken()).toBe(1);
    expect(it.words).toEqual(words);
  });

  it('evt.stale_replay: old ones again; evt.forged: lies', async () => {
    const it = await eventsUnder(null, 2);
    it.heard.length = 0;
    it.switchOn({ kind: 'evt.stale_replay', events: 3, gapMs: 100 });
    await it.network.run(1_000);
    expect(it.heard).toHaveLength(3);
    expect(it.heard.every(([, word]) => /^[01] settled$/.test(word))).toBe(true);
    it.heard.length = 0;
    it.switchOn({ kind: 'evt.forged', events: 2, gapMs: 100, about: 'unknown-hash', claims: 'settled' }, 1);
    // Nothing is open, so there is nothing to lie about.
    it.switchOn({ kind: 'evt.forged', events: 2, gapMs: 100, about: 'open-payment', claims: 'failed' }, 2);
    await it.network.run(1_000);
    expect(it.heard.map(([, word]) => word)).toEqual(['-1 settled', '-1 settled']);
    expect(it.network.faults.on.map(({ struck }) => struck)).toEqual([3, 2, 0]);
  });

  it('evt.forged about an open payment, also of another node', async () => {
    const { network, switchOn } = struckNetwork();
    const told: string[] = [];
    network.desk('payer').listen({ ...DEAF, told: (hash, claims) => told.push(`${hash} ${claims}`) });
    const pay = (payer: string, holdHash: string) => {
      const desk = network.desk(payer);
      const wish = { amountMsat: 10_000 * SAT, description: '', expirySeconds: 3_600, holdHash };
      desk.pay(payOf(network.desk('payee').createInvoice(wish).invoice), () => {});
    };
    pay('payer', 'aa'.repeat(32));
    pay('other', 'bb'.repeat(32));
    network.act((world) =>
      world.createInvoice({ payee: 2, hash: 'cc', preimage: '', amountMsat: 1, expiresAtMs: 9 }),
    );
    switchOn({ kind: 'evt.forged', events: 1, gapMs: 100, about: 'open-payment', claims: 'failed' }, 0);
    await network.run(1_000);
    switchOn({ kind: 'evt.forged', events: 1, gapMs: 100, about: 'wrong-node', claims: 'settled' }, 1);
    await network.run(1_000);
    expect(told).toEqual([`${'aa'.repeat(32)} failed`, `${'bb'.repeat(32)} settled`]);
  });
});

describe('the schema', () => {
  it('speaks the words of the fault vocabulary', () => {
    const words = new Map(FAULTS.map(({ kind, schema }) => [kind as string, Object.keys(schema.shape)]));
    // What a schedule says by `durMs`, `count` and `cycles`, a switch says by itself.
    const own = new Set([
      'id',
      'node',
      'after',
      'count',
      'probability',
      'calls',
      'kind',
      'events',
      'gapMs',
      'cycleMs',
    ]);
    for (const { shape } of apiFaultSchema.options) {
      const [kind] = shape.kind.values;
      expect(words.get(kind!), kind).toBeDefined();
      expect(
        Object.keys(shape).filter((name) => !own.has(name) && !words.get(kind!)!.includes(name)),
        kind,
      ).toEqual([]);
    }
  });

  it.each([
    [{ id: 'x', node: 'payer', kind: 'net.lost' }, /net\.request_lost/],
    [{ id: 'x', node: 'payer', kind: 'net.reset', phase: 'during' }, /phase/],
    [{ id: 'x', node: 'payer', kind: 'api.error', accepted: true, probability: 0 }, /probability/],
    [{ id: 'x', node: 'payer', kind: 'net.truncate', calls: [] }, /calls/],
    [{ id: 'x', node: 'payer', kind: 'evt.drop', calls: ['pay'] }, /calls/],
    [{ id: 'x', node: 'nobody', kind: 'net.truncate' }, /no node named nobody/],
  ])('refuses %o', (fault, why) => {
    const { network } = struckNetwork();
    expect(() => network.faults.switchOn(fault as ApiFaultInput)).toThrow(why);
    expect(network.faults.on).toEqual([]);
  });

  it('has one fault per id', () => {
    const { network, switchOn } = struckNetwork({ kind: 'net.truncate' });
    expect(() => switchOn({ kind: 'net.truncate' })).toThrow(/f0 is on already/);
    expect(network.faults.switchOff('f1')).toBe(false);
    network.faults.switchAllOff();
    expect(network.faults.on).toEqual([]);
  });
});
