import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { Findings } from '../findings.ts';
import { words } from '../findings.ts';
import type { Rig, Stage } from '../rig.ts';
import { type ContractRow, NotPossible } from '../row.ts';
import { isReady, lookup, pay, payAndHold, payCall, restart, timesPaid } from './steps.ts';

/** How long after the window has begun the daemon dies, ms. */
const MOMENTS_MS = [0, 1, 2, 4, 6, 9, 13, 18, 25, 40, 60, 90];
/** Longer than any payment over two hops takes. */
const PAYMENT_MS = 1_000;
/** How often the daemon is asked what became of it, and how far apart. */
const READINGS = 3;
const APART_MS = 5_000;

/** Kills the daemon so much after this payment has come to that stage. False: it was not in it then. */
async function killedIn(rig: Rig, found: Findings, stage: Stage, afterMs: number): Promise<boolean> {
  const invoice = rig.friend.invoice();
  let answer: NodeAnswer | null = null;
  const paying = rig.payer.pay(payCall(rig, invoice)).then((said) => {
    answer = said;
    return said;
  });
  await rig.time.pass(0);
  const isThere = () => answer === null && rig.truth.stage(invoice.hash) === stage;
  for (let ms = 0; ms < PAYMENT_MS && answer === null && !isThere(); ms++) await rig.time.pass(1);
  if (isThere() && afterMs > 0) await rig.time.pass(afterMs);
  if (!isThere()) {
    await rig.time.until(paying);
    return false;
  }
  rig.kill();
  found.kind(await rig.time.until(paying), ['unknown'], `killed ${afterMs} ms into it: pay`);
  await rig.time.pass(1_000);
  rig.start();
  found.that(await isReady(rig), 'the daemon does not come back');
  await told(rig, found, invoice.hash, afterMs);
  if (!rig.payer.capabilities.resendSafe) return true;
  await pay(rig, invoice);
  await rig.time.pass(APART_MS);
  const paid = timesPaid(rig, invoice.hash);
  found.that(paid <= 1, `it says that sending again is safe, and was paid ${paid} times`);
  await told(rig, found, invoice.hash, afterMs);
  return true;
}

/** What the node says of it, again and again: a settled payment is never failed, and no word is taken back. */
async function told(rig: Rig, found: Findings, hash: Parameters<typeof lookup>[1], afterMs: number) {
  let last: NodeAnswer | null = null;
  for (let reading = 0; reading < READINGS; reading++) {
    const looked = await lookup(rig, hash);
    const isPaid = timesPaid(rig, hash) > 0;
    found.that(
      !isPaid || ['settled', 'in_flight', 'unknown'].includes(looked.kind),
      `killed ${afterMs} ms into it: it was paid, and the look-up says ${words(looked)}`,
    );
    found.that(
      last?.kind !== 'settled' || looked.kind === 'settled',
      `a look-up said settled, and then ${words(looked)}`,
    );
    last = looked;
    await rig.time.pass(APART_MS);
  }
}

function windowRow(id: string, stage: Stage, promise: string): ContractRow {
  return {
    id: `kill.${id}`,
    promise,
    source: 'lnd-observed.md §5a; core-lightning-observed.md §5a; eclair-observed.md §7',
    needs: ['frozen-time', 'kill'],
    async run(rig, found) {
      let struck = 0;
      for (const afterMs of MOMENTS_MS) if (await killedIn(rig, found, stage, afterMs)) struck++;
      if (struck === 0) throw new NotPossible('no payment of this daemon was ever seen in this window');
    },
  };
}

export const KILLING: readonly ContractRow[] = [
  windowRow(
    'before-the-row',
    'asked',
    'Killed before it wrote anything down: unknown, then what its records say.',
  ),
  windowRow(
    'row-without-htlc',
    'written',
    'Killed between its row and the HTLC: unknown; a row that stays pending for ever is in flight, not failed.',
  ),
  windowRow(
    'htlc-out',
    'out',
    'Killed while an HTLC is out, from before it is committed: unknown; what settles meanwhile is never failed.',
  ),
  windowRow(
    'settled-before-the-answer',
    'paid',
    'Killed after the payee was paid and before the answer: unknown, and never failed.',
  ),
  {
    id: 'kill.while-held',
    promise:
      'A restart while a payment is held changes nothing: in flight before and after, then settled; the epoch is another.',
    source: 'adapters.md §1 (1), §3.4, §4.4, §5.3',
    needs: ['kill'],
    async run(rig, found) {
      const { invoice, paying } = await payAndHold(rig);
      const before = await lookup(rig, invoice.hash);
      rig.kill();
      found.kind(await rig.time.until(paying), ['unknown'], 'pay');
      found.kind(await pay(rig, rig.friend.invoice()), ['not_sent'], 'a pay call to a daemon that is down');
      found.kind(await lookup(rig, invoice.hash), ['unknown', 'not_sent'], 'look-up while it is down');
      found.same((await rig.time.until(rig.payer.health())).reachable, false, 'reachable while it is down');
      rig.start();
      found.that(await isReady(rig), 'the daemon does not come back');
      const after = await lookup(rig, invoice.hash);
      found.kind(after, ['in_flight'], 'look-up after the restart');
      if (before.kind === 'in_flight' && after.kind === 'in_flight') {
        found.that(before.epoch !== '' && after.epoch !== '', 'a look-up names no epoch of the daemon');
        found.that(before.epoch !== after.epoch, 'the epoch is the same after a restart');
      }
      rig.friend.settle(invoice.hash);
      await rig.time.pass(10_000);
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up at the end');
    },
  },
  {
    id: 'restart.fee',
    promise: 'What settles after a restart is settled with its real fee.',
    source: 'adapters.md §1.1; eclair-observed.md §7',
    needs: ['kill'],
    declared: ({ feeAfterRestart }) => (feeAfterRestart ? null : 'settled, the fee is not known any more'),
    async run(rig, found) {
      const { invoice } = await payAndHold(rig);
      found.that(await restart(rig), 'the daemon does not come back');
      rig.friend.settle(invoice.hash);
      await rig.time.pass(10_000);
      const looked = await lookup(rig, invoice.hash);
      found.kind(looked, ['settled'], 'look-up');
      const isKnown = rig.payer.capabilities.feeAfterRestart;
      if (looked.kind === 'settled')
        found.same(looked.feeMsat, isKnown ? rig.truth.feeMsat(invoice.amountMsat!) : null, 'the fee');
    },
  },
  {
    id: 'restart.reason',
    promise: 'What fails after a restart has failed for its real reason.',
    source: 'adapters.md §1.1; core-lightning-observed.md §6; eclair-observed.md §7',
    needs: ['kill'],
    declared: ({ failureReasonAfterRestart }) =>
      failureReasonAfterRestart ? null : 'failed, the reason is not known any more',
    async run(rig, found) {
      const { invoice } = await payAndHold(rig);
      found.that(await restart(rig), 'the daemon does not come back');
      rig.friend.cancel(invoice.hash);
      await rig.time.pass(10_000);
      const looked = await lookup(rig, invoice.hash);
      found.kind(looked, ['failed'], 'look-up');
      if (looked.kind !== 'failed') return;
      const { failureReasonAfterRestart } = rig.payer.capabilities;
      const isReal = looked.reason === 'incorrect_payment_details';
      found.same(isReal, failureReasonAfterRestart, `whether ${looked.reason} is the real reason`);
    },
  },
  {
    id: 'restart.again-in-flight',
    promise: 'Where sending again is declared safe, a payment that is held over a restart is not sent twice.',
    source: 'adapters.md §1.1; lnd-observed.md §1 (3)',
    needs: ['kill'],
    declared: ({ resendSafe }) => (resendSafe ? null : 'sending again is declared unsafe, and not tried'),
    async run(rig, found) {
      const { resendSafe, deduplicates } = rig.payer.capabilities;
      const health = await rig.time.until(rig.payer.health());
      found.same(health.resendSafe, resendSafe, 'whether sending again is safe, by its health');
      found.that(
        !resendSafe || deduplicates === 'always',
        'sending again is declared safe, and deduplication not',
      );
      if (!resendSafe) return;
      const { invoice } = await payAndHold(rig);
      found.that(await restart(rig), 'the daemon does not come back');
      found.kind(await pay(rig, invoice), ['duplicate', 'in_flight', 'unknown'], 'the second call');
      found.same(rig.truth.runs(invoice.hash).length, 1, 'how often it was sent');
      rig.friend.settle(invoice.hash);
      await rig.time.pass(10_000);
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up at the end');
    },
  },
];
