import { type Broken, FAILED, looks } from './broken.fixture.ts';

const column = 'sim/lnd';

/** Mistakes about what the records say. */
export const LOOKUP_MISTAKES: readonly Broken[] = [
  {
    id: 'not-found-is-failed',
    says: 'takes a look-up without a record for a failure',
    caughtBy: ['lookup.unknown-hash', 'slow.read-too-late', 'pay.request-lost'],
    column,
    wrap: looks((answer) => (answer.kind === 'not_found' ? FAILED : answer)),
  },
  {
    id: 'in-flight-is-failed',
    says: 'takes what is pending for failed',
    caughtBy: ['hold.settle', 'pay.again-in-flight', 'kill.while-held', 'hang.asked'],
    column,
    wrap: looks((answer) => (answer.kind === 'in_flight' ? FAILED : answer)),
  },
  {
    id: 'unknown-is-not-found',
    says: 'takes a look-up that nobody answered for one without a record',
    caughtBy: ['lookup.struck', 'hang.asked'],
    column,
    wrap: looks((answer) => (answer.kind === 'unknown' ? { kind: 'not_found', epoch: '' } : answer)),
  },
  {
    id: 'settled-is-forgotten',
    says: 'loses what settled',
    caughtBy: [
      'pay.settles',
      'pay.response-lost',
      'kill.settled-before-the-answer',
      'kill.htlc-out',
      'restart.fee',
      'pay.again-after-expiry',
    ],
    column,
    wrap: looks((answer) => (answer.kind === 'settled' ? { kind: 'not_found', epoch: '' } : answer)),
  },
  {
    id: 'same-epoch-for-ever',
    says: 'names the same epoch after a restart',
    caughtBy: ['kill.while-held'],
    column,
    wrap: looks((answer) =>
      'epoch' in answer ? { ...answer, epoch: 'one' as typeof answer.epoch } : answer,
    ),
  },
  {
    id: 'settled-then-not',
    says: 'says settled once, and then that it knows nothing',
    caughtBy: ['kill.row-without-htlc', 'kill.settled-before-the-answer'],
    column,
    wrap: (node) => {
      const told = new Set<string>();
      return looks((answer, { hash }) => {
        if (answer.kind !== 'settled' || !told.has(hash)) {
          told.add(hash);
          return answer;
        }
        return { kind: 'not_found', epoch: '' };
      })(node);
    },
  },
];
