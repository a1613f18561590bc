import { afterEach, describe, expect, it } from 'vitest';
import { HASH, hashOf, PREIMAGE, preimageOf } from '../../domain/sample.fixture.ts';
import type { Follower } from '../../ports/lightning-node.ts';
import { type Answer, type FakeCln, fakeCln } from './fake-cln.fixture.ts';
import { RECONNECT_MS } from './follow.ts';
import { lookupCall, NODE, nodeAt } from './host.fixture.ts';
import type { JsonObject } from './json.ts';

/** The two counters of a daemon, and the calls that wait for them. */
class Counters {
  readonly rows: JsonObject[] = [];
  readonly invoices: JsonObject[] = [];
  readonly #waiting = new Set<() => boolean>();
  fake!: FakeCln;

  static async start(): Promise<Counters> {
    const counters = new Counters();
    counters.fake = await fakeCln('unix', ({ method, params }, answer) =>
      counters.#answer(method, params, answer),
    );
    return counters;
  }

  ended(status: 'complete' | 'failed', payment_hash: string = HASH): void {
    const at = { created_index: this.rows.length + 1, updated_index: this.rows.length + 1 };
    this.rows.push({
      ...at,
      payment_hash,
      status,
      ...(status === 'complete' ? { payment_preimage: PREIMAGE } : {}),
    });
    this.#moved();
  }

  paid(payment_hash: string): void {
    this.invoices.push({ payment_hash, status: 'paid', pay_index: this.invoices.length + 1 });
    this.#moved();
  }

  /** Both long polls of a follower are open. */
  async bothWait(): Promise<void> {
    while (this.#waiting.size < 2) await new Promise(setImmediate);
  }

  #moved(): void {
    for (const tryNow of [...this.#waiting]) if (tryNow()) this.#waiting.delete(tryNow);
  }

  #answer(method: string, params: JsonObject, answer: Answer): void {
    const from = (list: JsonObject[]) =>
      list.slice(Number(params.start) - 1, Number(params.start) - 1 + Number(params.limit));
    if (method === 'listsendpays') answer.result({ payments: from(this.rows) });
    else if (method === 'listpays') answer.result({ pays: [] });
    else if (method === 'listinvoices') answer.result({ invoices: from(this.invoices) });
    else if (method === 'wait') {
      const list = params.subsystem === 'sendpays' ? this.rows : this.invoices;
      this.#when(() => {
        if (list.length < Number(params.nextvalue)) return false;
        answer.result({ subsystem: params.subsystem, updated: list.length });
        return true;
      });
    } else
      this.#when(() => {
        const invoice = this.invoices[Number(params.lastpay_index)];
        if (invoice !== undefined) answer.result(invoice);
        return invoice !== undefined;
      });
  }

  #when(tryNow: () => boolean): void {
    if (!tryNow()) this.#waiting.add(tryNow);
  }
}

/** What a follower heard, and a way to wait for it. */
function listener() {
  const heard: string[] = [];
  const waiting: { text: string; times: number; resolve: () => void }[] = [];
  let cursor = '';
  const hears = (text: string): void => {
    heard.push(text);
    for (const each of waiting) if (text.startsWith(each.text) && --each.times === 0) each.resolve();
  };
  const follower: Follower = {
    hint: ({ node, hash, claims, preimage }) =>
      hears(`${node} ${hash.slice(0, 4)} ${claims} ${preimage === PREIMAGE}`),
    invoice: (hash, state) => hears(`${hash.slice(0, 4)} ${state}`),
    cursor: (text) => {
      cursor = text;
      hears(`cursor ${text}`);
    },
    gap: (why) => hears(`gap ${why}`),
  };
  return {
    follower,
    heard: () => heard.splice(0).filter((text) => !text.startsWith('cursor')),
    cursor: () => cursor,
    until: (text: string, times = 1) =>
      new Promise<void>((resolve) => waiting.push({ text, times, resolve })),
  };
}

const short = HASH.slice(0, 4);
const OTHER = hashOf(preimageOf(5));
const settled = `${NODE} ${short} settled true`;

describe('following Core Lightning', () => {
  let counters: Counters;
  afterEach(() => counters.fake.stop());

  it('from now on: hears ends of payments and paid invoices, and tells where it is', async () => {
    counters = await Counters.start();
    counters.ended('failed');
    counters.paid(OTHER);
    const { node } = nodeAt(counters.fake);
    const { follower, heard, cursor, until } = listener();
    const ready = until('cursor');
    node.follow(follower, '');
    await ready;
    expect([heard(), cursor()]).toEqual([[], 'sendpays:1,paid:1']);
    const both = Promise.all([until('cursor sendpays:3'), until(`${OTHER.slice(0, 4)} paid`)]);
    counters.ended('failed', OTHER);
    counters.ended('complete');
    counters.paid(OTHER);
    await both;
    expect(heard().sort()).toEqual(
      [`${OTHER.slice(0, 4)} paid`, `${NODE} ${OTHER.slice(0, 4)} failed false`, settled].sort(),
    );
    await node.close();
  });

  it('from a cursor: hears what happened meanwhile, also after a break', async () => {
    counters = await Counters.start();
    counters.ended('failed', OTHER);
    counters.ended('complete');
    counters.paid(OTHER);
    counters.paid(HASH);
    const { node, timers } = nodeAt(counters.fake);
    const { follower, heard, cursor, until } = listener();
    const replayed = Promise.all([until(settled), until(`${short} paid`)]);
    const subscription = node.follow(follower, 'sendpays:1,paid:1');
    await replayed;
    expect(heard().sort()).toEqual([`${short} paid`, settled].sort());

    await counters.bothWait();
    const broken = until('gap', 2);
    counters.fake.hangUp();
    await broken;
    expect(heard().sort()).toEqual([
      expect.stringMatching(/^gap wait: the daemon closed/),
      expect.stringMatching(/^gap waitanyinvoice: the daemon closed/),
    ]);
    counters.ended('complete');
    counters.paid(OTHER);
    const again = Promise.all([until('cursor sendpays:3,paid:3')]);
    timers.advance(RECONNECT_MS.min);
    await again;
    expect(heard().sort()).toEqual([`${OTHER.slice(0, 4)} paid`, settled].sort());
    expect(cursor()).toBe('sendpays:3,paid:3');
    subscription.stop();
    expect(timers.waiting).toBe(0);
    await node.close();
  });

  it('stops at once, and hears nothing afterwards', async () => {
    counters = await Counters.start();
    const { node, timers } = nodeAt(counters.fake);
    const { follower, heard, until } = listener();
    const ready = until('cursor');
    const subscription = node.follow(follower, '');
    await ready;
    subscription.stop();
    counters.ended('complete');
    counters.fake.hangUp();
    await node.lookup(lookupCall());
    expect([heard(), timers.waiting]).toEqual([[], 0]);
    await node.close();
  });

  it('an old database was put back: says so, and goes on from there', async () => {
    counters = await Counters.start();
    counters.ended('complete');
    const { node } = nodeAt(counters.fake);
    const { follower, heard, until } = listener();
    const ready = until('cursor sendpays:1,paid:0');
    node.follow(follower, 'sendpays:9,paid:7');
    await ready;
    expect(heard()).toEqual([
      'gap payments were counted to 9, now to 1: an old database',
      'gap paid invoices were counted to 7, now to 0: an old database, or deleted ones',
    ]);
    await node.close();
  });

  it('a cursor that is none of ours: a gap, and from now on', async () => {
    counters = await Counters.start();
    const { node } = nodeAt(counters.fake);
    const { follower, heard, until } = listener();
    const ready = until('cursor');
    node.follow(follower, 'add_index:5');
    await ready;
    expect(heard()).toEqual(['gap the cursor cannot be read: following from now on']);
    await node.close();
  });

  it('a daemon that does not answer: tries again, later and later', async () => {
    counters = await Counters.start();
    const { node, timers } = nodeAt(counters.fake);
    const { follower, heard, until } = listener();
    counters.fake.handler = (_, answer) => answer.error(-5, 'shutdown');
    const gaps: number[] = [];
    let waits = until('gap', 2);
    node.follow(follower, '');
    for (let pauseMs: number = RECONNECT_MS.min; pauseMs < 4000; pauseMs *= 2) {
      await waits;
      gaps.push(heard().length);
      timers.advance(pauseMs - 1);
      waits = until('gap', 2);
      timers.advance(1);
    }
    expect(gaps).toEqual([2, 2, 2]);
    await node.close();
  });

  it('a daemon that counts no payments: invoices are followed all the same', async () => {
    counters = await Counters.start();
    const { node } = nodeAt(counters.fake);
    const { follower, heard, until } = listener();
    const { handler } = counters.fake;
    counters.fake.handler = (call, answer) =>
      call.params.subsystem === 'sendpays'
        ? answer.error(-32602, 'unknown subsystem')
        : handler(call, answer);
    const paid = until(`${short} paid`);
    node.follow(follower, '');
    await counters.fake.arrival('waitanyinvoice');
    counters.paid(HASH);
    await paid;
    expect(heard()).toEqual([
      'gap this version tells nothing of payments: `wait` knows no sendpays',
      `${short} paid`,
    ]);
    await node.close();
  });
});
