import { describe, expect, it } from 'vitest';
import { CONCLUSIONS } from './inventory.ts';
import type { Exchange } from './item.ts';
import { exchange, idsIn } from './items.ts';
import { field, type Json, RECORDED_DAEMONS, type RecordedDaemon, textAt } from './recordings.ts';
import { hashOfInvoice } from './replay.fixture.ts';

interface Moment {
  readonly id: string;
  readonly at: number;
  readonly pays: boolean;
  readonly concludes: string;
}

const PAYS = /^(pay|xpay|payinvoice|SendPaymentV2)$/;

/** The payment that a question is about; '' for none. */
function hashOf({ request, answer }: Exchange): string {
  const said: Json | undefined = answer.messages[0];
  return (
    [field(request, 'payment_hash'), field(request, 'paymentHash'), field(said, 'payment_hash')]
      .concat([field(said, 'paymentHash'), field(said, 0, 'paymentHash')])
      .find((hash) => typeof hash === 'string' && hash.length === 64)
      ?.toString() ??
    hashOfInvoice(
      textAt(request, 'bolt11') ||
        textAt(request, 'invstring') ||
        textAt(request, 'invoice') ||
        textAt(request, 'payment_request'),
    )
  );
}

/** What was concluded about each payment, in the order in which the daemon was asked. */
function courses(daemon: RecordedDaemon): readonly (readonly Moment[])[] {
  const moments = CONCLUSIONS[daemon].flatMap(({ items, concludes, supplied }) =>
    // Rows that were supplied are none of this payment.
    (supplied === undefined ? idsIn(items) : []).flatMap((moment) => {
      const [id = ''] = moment.split('+');
      const asked = exchange(daemon, id);
      const hash = hashOf(asked);
      if (hash === '' || asked.at === 0) return [];
      return [{ hash, id, at: asked.at, pays: PAYS.test(asked.method), concludes }];
    }),
  );
  const payments = Map.groupBy(moments, ({ hash }) => hash);
  return [...payments.values()].map((course) => course.toSorted((one, other) => one.at - other.at));
}

const isEnd = (text: string): boolean => /^failed: /.test(text) && !text.includes('to be confirmed');

/** A definitive failure after which the payment was there all the same, though nobody had tried again. */
function turns(course: readonly Moment[]): readonly string[] {
  return course.flatMap((end, at) => {
    if (!isEnd(end.concludes)) return [];
    const later = course.slice(at + 1);
    const again = later.findIndex(({ pays }) => pays);
    const before = again < 0 ? later : later.slice(0, again);
    return before
      .filter(({ concludes }) => /^(settled|in flight|no record)/.test(concludes))
      .map(({ id, concludes }) => `${end.id}: ${end.concludes}, then ${id}: ${concludes}`);
  });
}

describe.each(RECORDED_DAEMONS)(
  'each payment of the recordings of %s, from its first answer to its last',
  (daemon) => {
    it('no definitive failure turns', () => {
      const all = courses(daemon);
      expect(all.filter((course) => course.length > 1).length).toBeGreaterThan(10);
      expect(all.flatMap(turns)).toEqual([]);
    });
  },
);

it('a failure that turns is seen, one that is tried again is none', () => {
  const moment = (id: string, concludes: string, pays = false): Moment => ({ id, at: 0, pays, concludes });
  const failed = moment('a', 'failed: no_route');
  expect(turns([failed, moment('b', 'settled, fee 0 msat')])).toHaveLength(1);
  expect(turns([failed, moment('b', 'settled, fee 0 msat', true)])).toEqual([]);
  expect(turns([moment('a', 'failed: no_route, to be confirmed'), moment('b', 'in flight')])).toEqual([]);
});
