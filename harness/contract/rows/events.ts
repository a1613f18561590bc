import type { PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { FriendlyInvoice, Rig } from '../rig.ts';
import type { ContractRow } from '../row.ts';
import { isReady, pay, payCall } from './steps.ts';

/** A follower that writes down what it is told. */
class Diary {
  readonly told: string[] = [];
  readonly cursors: string[] = [];
  gaps = 0;
  readonly #stop: () => void;

  constructor(node: LightningNode, cursor = '') {
    const subscription = node.follow(
      {
        hint: ({ hash, claims }) => this.told.push(`${hash} ${claims}`),
        invoice: (hash, state) => this.told.push(`${hash} ${state}`),
        cursor: (at) => this.cursors.push(at),
        gap: () => {
          this.gaps += 1;
        },
      },
      cursor,
    );
    this.#stop = () => subscription.stop();
  }

  has(hash: PaymentHash, word: string): boolean {
    return this.told.includes(`${hash} ${word}`);
  }

  stop(): void {
    this.#stop();
  }
}

/** Time for a stream to open, or to be opened again. */
const OPEN_MS = 2_000;
const REOPEN_MS = 60_000;

/** The payer pays the payee under test. */
async function payPayee(rig: Rig): Promise<FriendlyInvoice> {
  const amountMsat = msat(2_000_000n);
  const order = { amountMsat, description: '', expirySeconds: 3_600 };
  const made = await rig.time.until(rig.payee.createInvoice(order));
  const invoice = { ...made, amountMsat, preimage: '' as FriendlyInvoice['preimage'] };
  await rig.time.until(rig.payer.pay(payCall(rig, invoice)));
  await rig.time.pass(1_000);
  return invoice;
}

const replaysNothing: ContractRow['declared'] = ({ replaysEvents }) =>
  replaysEvents ? null : 'replays nothing: what came meanwhile must be looked up';

export const EVENTS: readonly ContractRow[] = [
  {
    id: 'events.told',
    promise: 'Who follows a node is told that a payment of it settled, and that an invoice of it was paid.',
    source: 'adapters.md §1 (6), §3.5, §4.5, §5.1',
    needs: [],
    async run(rig, found) {
      const diaries = [new Diary(rig.payer), new Diary(rig.payee)] as const;
      await rig.time.pass(OPEN_MS);
      const { hash } = await payPayee(rig);
      found.that(diaries[0].has(hash, 'settled'), 'the payment is not told');
      found.that(diaries[1].has(hash, 'paid'), 'the paid invoice is not told');
      for (const diary of diaries) diary.stop();
      const before = diaries[0].told.length + diaries[1].told.length;
      await payPayee(rig);
      found.same(diaries[0].told.length + diaries[1].told.length, before, 'events, once it was stopped');
    },
  },
  {
    id: 'events.cut',
    promise: 'When a stream is cut, either nothing is lost or the gap is told; it is opened again.',
    source: 'adapters.md §1 (6), §3.5, §5.1; properties-and-faults.md F42',
    needs: ['stream-faults'],
    async run(rig, found) {
      const diary = new Diary(rig.payer);
      await rig.time.pass(OPEN_MS);
      const during = rig.friend.invoice();
      const paying = rig.payer.pay(payCall(rig, during));
      rig.cutStreams();
      await rig.time.until(paying);
      await rig.time.pass(REOPEN_MS);
      found.that(
        diary.gaps > 0 || diary.has(during.hash, 'settled'),
        'a payment was lost, and no gap was told',
      );
      const after = rig.friend.invoice();
      await pay(rig, after);
      await rig.time.pass(1_000);
      found.that(diary.has(after.hash, 'settled'), 'nothing is told any more after a cut');
      diary.stop();
    },
  },
  {
    id: 'events.restart',
    promise: 'A restart of the daemon is a gap, and the stream is opened again.',
    source: 'adapters.md §1 (6), §3.5, §4.5, §5.1',
    needs: ['kill'],
    async run(rig, found) {
      const diary = new Diary(rig.payer);
      await rig.time.pass(OPEN_MS);
      rig.kill();
      await rig.time.pass(5_000);
      rig.start();
      found.that(await isReady(rig), 'the daemon does not come back');
      await rig.time.pass(REOPEN_MS);
      found.that(diary.gaps > 0, 'no gap was told');
      const after = rig.friend.invoice();
      await pay(rig, after);
      await rig.time.pass(1_000);
      found.that(diary.has(after.hash, 'settled'), 'nothing is told any more after a restart');
      diary.stop();
    },
  },
  {
    id: 'events.cursor-resumed',
    promise: 'Who follows from a cursor is told what came meanwhile.',
    source: 'adapters.md §3.5, §4.5; lnd-observed.md §8',
    needs: [],
    declared: replaysNothing,
    async run(rig, found) {
      const first = new Diary(rig.payee);
      await rig.time.pass(OPEN_MS);
      await payPayee(rig);
      first.stop();
      const cursor = first.cursors.at(-1) ?? '';
      const { hash } = await payPayee(rig);
      const second = new Diary(rig.payee, cursor);
      await rig.time.pass(OPEN_MS);
      const { replaysEvents } = rig.payee.capabilities;
      found.same(second.has(hash, 'paid'), replaysEvents, 'whether what came meanwhile is told');
      found.same(cursor !== '', replaysEvents, 'whether there is a cursor');
      second.stop();
    },
  },
  {
    id: 'events.cursor-rewound',
    promise: 'A cursor from before tells the same events again, and goes forward from there.',
    source: 'adapters.md §1 (6); properties-and-faults.md F42',
    needs: [],
    declared: replaysNothing,
    async run(rig, found) {
      const first = new Diary(rig.payee);
      await rig.time.pass(OPEN_MS);
      await payPayee(rig);
      const cursor = first.cursors.at(-1) ?? '';
      const { hash } = await payPayee(rig);
      first.stop();
      found.that(first.has(hash, 'paid'), 'the second invoice is not told');
      const again = new Diary(rig.payee, cursor);
      await rig.time.pass(OPEN_MS);
      found.same(again.has(hash, 'paid'), rig.payee.capabilities.replaysEvents, 'whether it is told again');
      const next = await payPayee(rig);
      found.that(again.has(next.hash, 'paid'), 'what comes after the rewound cursor is not told');
      again.stop();
    },
  },
  {
    id: 'events.cursor-unreadable',
    promise: 'A cursor that cannot be read is a gap, or is not needed; the stream goes on from now.',
    source: 'adapters.md §1 (6)',
    needs: [],
    async run(rig, found) {
      const diary = new Diary(rig.payee, 'no cursor of ours');
      await rig.time.pass(OPEN_MS);
      const { hash } = await payPayee(rig);
      found.that(diary.has(hash, 'paid'), 'nothing is told');
      found.that(diary.gaps > 0 || !rig.payee.capabilities.replaysEvents, 'no gap was told');
      diary.stop();
    },
  },
];
