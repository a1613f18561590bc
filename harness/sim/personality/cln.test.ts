import { describe, expect, it } from 'vitest';
import type { ClnRows } from '#orchestrator/adapters/cln/said';
import { AMOUNT, DaemonBench, OTHER_PAYER } from '../testing/daemon-bench.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const IN_PROGRESS = { code: -3, message: expect.stringContaining('injectpaymentonion error 200') };

function rows(cln: DaemonBench<'cln'>, hash = 'h'): ClnRows {
  const said = cln.look(hash);
  if (said.kind !== 'rows') throw new Error(JSON.stringify(said));
  return said;
}
const statuses = (said: ClnRows) => said.rows.map(({ status }) => status);

describe('Core Lightning: the same invoice again', () => {
  it('in progress while a part is pending; already paid afterwards; expired before all that', () => {
    const cln = new DaemonBench('cln');
    const first = cln.send();
    expect(statuses(rows(cln))).toEqual([]);
    cln.run(30);
    expect(rows(cln)).toMatchObject({ rows: [{ status: 'pending', preimage: '' }], listpaysPending: true });
    const second = cln.pay();
    cln.run(20);
    expect(cln.answers.get(second.call)).toMatchObject({
      ...IN_PROGRESS,
      after: { rows: [{ status: 'pending' }] },
    });
    cln.run(1000);
    expect(cln.answers.get(first)).toMatchObject({
      kind: 'paid',
      preimage: 'p-h',
      amountMsat: BigInt(AMOUNT),
      amountSentMsat: BigInt(AMOUNT + 2000),
      successfulParts: 1,
    });
    const third = cln.pay();
    cln.run(1000);
    expect(cln.answers.get(third.call)).toMatchObject({ code: 219 });
    expect(cln.pay('h', { invoiceExpiresAtMs: 1000 }).said).toMatchObject({
      code: 207,
      after: { rows: [{ status: 'complete' }] },
    });
    expect([cln.runs().begun, cln.timesPaid()]).toEqual([1, 1]);
  });

  it('two that look for a route at once: the first with a row runs, nobody knows of either before', () => {
    const cln = new DaemonBench('cln');
    const calls = [cln.send(), ...seeds(7).map(() => cln.pay().call)];
    cln.run(3);
    expect(rows(cln)).toEqual({ kind: 'rows', rows: [], listpaysPending: false });
    cln.run(2000);
    const kinds = calls.map((call) => cln.answers.get(call)).map((said) => said?.kind);
    expect(kinds.filter((kind) => kind === 'paid')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'rpc_error')).toHaveLength(7);
    expect([cln.runs().begun, cln.timesPaid()]).toEqual([1, 1]);
  });

  it('no route is said of a complete payment too', () => {
    const cln = new DaemonBench('cln');
    cln.send();
    cln.run(1000);
    for (const peer of [1, 2]) cln.it.world.setNode(peer, 'down', 'test');
    const again = cln.pay();
    cln.run(1000);
    expect(cln.answers.get(again.call)).toMatchObject({
      code: 205,
      after: { rows: [{ status: 'complete' }] },
    });
  });

  it('paid in two parts, asked again in one: −3 around 201', () => {
    const cln = new DaemonBench('cln');
    cln.send('h', { amountMsat: 700_000_000, feeLimitMsat: 1_000_000, partsMax: 2 });
    cln.run(2000);
    expect(statuses(rows(cln))).toEqual(['complete', 'complete']);
    for (const channel of [0, 1, 2, 3])
      cln.it.world.moveLiquidity([1, 3, 2, 3][channel]!, channel, 4e8, 'back');
    const again = cln.pay('h', { amountMsat: 700_000_000, feeLimitMsat: 1_000_000, partsMax: 2 });
    cln.run(2000);
    expect(cln.answers.get(again.call)).toMatchObject({
      code: -3,
      message: expect.stringContaining('injectpaymentonion error 201'),
    });
    expect(cln.timesPaid()).toBe(1);
  });

  it('after a failure it runs again, as another group of more than 53 bits', () => {
    const cln = new DaemonBench('cln');
    const first = cln.pay('h').call;
    cln.run(1000);
    expect(cln.answers.get(first)).toMatchObject({ code: 203 });
    cln.send();
    cln.run(1000);
    const { rows: all } = rows(cln);
    expect(all.map(({ status }) => status)).toEqual(['failed', 'complete']);
    expect(new Set(all.map(({ groupid }) => groupid)).size).toBe(2);
    expect(all.every(({ groupid }) => String(Number(groupid)) !== groupid)).toBe(true);
  });

  it('a client that is gone is no reason not to pay', () => {
    const cln = new DaemonBench('cln');
    cln.it.invoice('h', 3, AMOUNT);
    cln.pay('h', {}, true);
    cln.run(1000);
    expect(cln.timesPaid()).toBe(1);
  });
});

describe('Core Lightning: between', () => {
  it('two attempts all rows say failed, and then complete; some nodes say so in listpays too', () => {
    const listpays = new Set<boolean>();
    for (const seed of seeds(20)) {
      const cln = new DaemonBench('cln', seed);
      cln.it.world.moveLiquidity(1, 1, 1_000_000_000, 'drain');
      const call = cln.send();
      let oscillated = false;
      while (!cln.answers.has(call)) {
        cln.run(1);
        const said = rows(cln);
        if (said.rows.length === 1 && statuses(said)[0] === 'failed') {
          oscillated = true;
          listpays.add(said.listpaysPending);
        }
      }
      expect([oscillated, statuses(rows(cln)), cln.events]).toEqual([
        true,
        ['failed', 'complete'],
        ['h failed', 'h settled'],
      ]);
    }
    expect(listpays).toEqual(new Set([true, false]));
  });

  it('its error and the end of its parts: what it gave up is paid after all', () => {
    const cln = new DaemonBench('cln');
    // The way over node 2 is closed behind the first hop: one of two parts cannot arrive.
    cln.it.world.moveLiquidity(2, 3, 1_000_000_000, 'drain');
    const call = cln.send('h', { amountMsat: 700_000_000, feeLimitMsat: 1_000_000, partsMax: 2 });
    while (!cln.answers.has(call)) cln.run(1);
    expect(cln.answers.get(call)).toMatchObject({ kind: 'rpc_error', code: 209 });
    expect(statuses(rows(cln)).toSorted()).toEqual(['failed', 'pending']);
    // Another payer brings the rest of the set: the payee asks for a hash, not for a sender (BOLT 4).
    const { world } = cln.it;
    world.moveLiquidity(3, 1, 490_000_000, 'refill');
    world.moveLiquidity(1, 4, 490_000_000, 'refill');
    world.pay(OTHER_PAYER, {
      hash: 'h',
      payee: 3,
      amountMsat: 700_000_000,
      feeLimitMsat: 1_000_000,
      windowMs: 60_000,
      partsMax: 2,
      cltvLimitBlocks: 1440,
      invoiceExpiresAtMs: 3_600_000,
    });
    cln.run(5000);
    expect(statuses(rows(cln)).toSorted()).toEqual(['complete', 'failed']);
    expect(cln.answers.get(call)).toMatchObject({ code: 209 });
  });

  it('a plugin that dies and the end of its payment: −4, and paid', () => {
    const cln = new DaemonBench('cln', 1, { hopLatencyMs: { min: 60, max: 60 } });
    let late = 0;
    for (const at of seeds(3000)) {
      const hash = `h${at}`;
      const call = cln.send(hash, { amountMsat: 1000 });
      cln.run(500);
      const said = cln.answers.get(call);
      if (said?.kind !== 'rpc_error') continue;
      expect(said).toMatchObject({ code: -4, after: null });
      if (!cln.it.log.some((line) => line.includes(` paid 3 ${hash} `))) continue;
      late++;
      expect(statuses(rows(cln, hash))).toEqual(['complete']);
    }
    expect(late).toBeGreaterThan(1);
  });
});

describe('Core Lightning: killed', () => {
  it('before the row: no rows, and a new call pays', () => {
    const cln = new DaemonBench('cln');
    cln.send();
    cln.run(3);
    cln.restart();
    expect(rows(cln).rows).toEqual([]);
    expect(cln.runs().begun).toBe(0);
    cln.pay();
    cln.run(1000);
    expect(cln.timesPaid()).toBe(1);
  });

  it('between row and commitment: pending for ever, unpaid, and in progress to every new call', () => {
    let phantoms = 0;
    for (const seed of seeds(100)) {
      const cln = new DaemonBench('cln', seed);
      cln.send();
      cln.run(10);
      const owned = cln.it.money().owned;
      cln.restart();
      expect([cln.it.money(), cln.pendingHtlcs]).toEqual([{ channelsOff: 0, owned }, 0]);
      expect(statuses(rows(cln))).toEqual(['pending']);
      phantoms++;
      for (let again = 0; again < 3; again++) cln.restart();
      const { call } = cln.pay();
      cln.run(1000);
      expect(cln.answers.get(call)).toMatchObject(IN_PROGRESS);
      expect([cln.timesPaid(), cln.runs()]).toEqual([0, { begun: 1, settled: 0, failed: 1 }]);
    }
    expect(phantoms).toBe(100);
  });

  it('with an HTLC out: the row ends with it; the peer not back yet means "no route"', () => {
    for (const ends of ['settled', 'canceled'] as const) {
      const cln = new DaemonBench('cln');
      cln.it.invoice('h', 3, AMOUNT, { hold: { ends, afterMs: 2000 } });
      const { call } = cln.pay();
      cln.run(500);
      for (const peer of [1, 2]) cln.it.world.setNode(peer, 'down', 'test');
      cln.restart(100);
      const again = cln.pay();
      cln.run(100);
      expect(cln.answers.get(again.call)).toMatchObject({ code: 205 });
      expect(statuses(rows(cln))).toEqual(['pending']);
      for (const peer of [1, 2]) cln.it.world.setNode(peer, 'up', 'test');
      cln.run(5000);
      expect(statuses(rows(cln))).toEqual([ends === 'settled' ? 'complete' : 'failed']);
      expect(cln.answers.has(call)).toBe(false);
    }
  });

  it('between two attempts: failed, and nobody goes on', () => {
    const cln = new DaemonBench('cln');
    cln.it.world.moveLiquidity(1, 1, 1_000_000_000, 'drain');
    cln.send();
    while (statuses(rows(cln))[0] !== 'failed') cln.run(1);
    cln.restart();
    expect(rows(cln)).toMatchObject({ rows: [{ status: 'failed' }], listpaysPending: false });
    expect(cln.runs()).toEqual({ begun: 1, settled: 0, failed: 1 });
  });

  it('without power: the last end is pending until the channel tells it again', () => {
    const cln = new DaemonBench('cln');
    const call = cln.send();
    while (!cln.answers.has(call)) cln.run(1);
    cln.restart(100, true);
    expect(statuses(rows(cln))).toEqual(['pending']);
    cln.run(3000);
    expect(statuses(rows(cln))).toEqual(['complete']);
  });
});

it('Core Lightning with an old database: younger groups are unknown, what ended since is pending', () => {
  const cln = new DaemonBench('cln');
  cln.it.invoice('old', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 2000 } });
  cln.pay('old');
  cln.run(1000);
  cln.send('young');
  cln.run(3000);
  cln.kill();
  expect(cln.it.world.rollBack(0, 500)).toEqual(['old', 'young']);
  cln.start(10_000);
  expect([statuses(rows(cln, 'old')), statuses(rows(cln, 'young'))]).toEqual([['pending'], []]);
});
