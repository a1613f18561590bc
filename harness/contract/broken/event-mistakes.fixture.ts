import type { Follower } from '#orchestrator/ports/lightning-node';
import { altered, type Broken, NOBODY } from './broken.fixture.ts';

const column = 'sim/lnd';

function bound(follower: Follower): Follower {
  return {
    hint: (hint) => follower.hint(hint),
    invoice: (hash, state) => follower.invoice(hash, state),
    cursor: (at) => follower.cursor(at),
    gap: (why) => follower.gap(why),
  };
}

/** Mistakes of who follows events. */
export const EVENT_MISTAKES: readonly Broken[] = [
  {
    id: 'deaf',
    says: 'follows nothing',
    caughtBy: [
      'events.told',
      'events.cut',
      'events.restart',
      'events.cursor-rewound',
      'events.cursor-unreadable',
    ],
    column,
    wrap: (node) => altered(node, { follow: () => ({ stop() {} }) }),
  },
  {
    id: 'never-stops',
    says: 'goes on telling when it was stopped',
    caughtBy: ['events.told'],
    column,
    wrap: (node) =>
      altered(node, {
        follow(follower, cursor) {
          node.follow(follower, cursor);
          return { stop() {} };
        },
      }),
  },
  {
    id: 'never-reconnects',
    says: 'is told nothing any more after the first gap',
    caughtBy: ['events.cut', 'events.restart'],
    column,
    wrap: (node) =>
      altered(node, {
        follow(follower, cursor) {
          let isOver = false;
          return node.follow(
            {
              hint: (hint) => isOver || follower.hint(hint),
              invoice: (hash, state) => isOver || follower.invoice(hash, state),
              cursor: (at) => follower.cursor(at),
              gap(why) {
                isOver = true;
                follower.gap(why);
              },
            },
            cursor,
          );
        },
      }),
  },
  {
    id: 'hides-gaps',
    says: 'tells of no gap',
    caughtBy: ['events.restart'],
    column,
    wrap: (node) =>
      altered(node, {
        follow: (follower, cursor) => node.follow({ ...bound(follower), gap() {} }, cursor),
      }),
  },
  {
    id: 'hints-about-others',
    says: 'tells the hash of another payment',
    caughtBy: ['events.told', 'events.cut'],
    column,
    wrap: (node) =>
      altered(node, {
        follow: (follower, cursor) =>
          node.follow(
            { ...bound(follower), hint: (hint) => follower.hint({ ...hint, hash: NOBODY }) },
            cursor,
          ),
      }),
  },
  {
    id: 'begins-anew',
    says: 'ignores the cursor',
    caughtBy: ['events.cursor-resumed', 'events.cursor-rewound', 'events.cursor-unreadable'],
    column: 'emulated/lnd',
    wrap: (node) => altered(node, { follow: (follower) => node.follow(follower, '') }),
  },
];
