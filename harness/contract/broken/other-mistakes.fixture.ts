import type { PaymentHash } from '#orchestrator/domain/ids';
import type { Follower, LightningNode, NodeCapabilities } from '#orchestrator/ports/lightning-node';
import { NodeRefused } from '#orchestrator/ports/lightning-node';
import { altered, type Broken, NOBODY } from './broken.fixture.ts';

const column = 'sim/lnd';
const never = <Value>() => new Promise<Value>(() => {});

/** Every refusal with another text. */
function refusing(node: LightningNode, change: (refused: NodeRefused) => Error): LightningNode {
  const changed = async <Value>(asked: Promise<Value>): Promise<Value> => {
    try {
      return await asked;
    } catch (error) {
      throw error instanceof NodeRefused ? change(error) : error;
    }
  };
  return altered(node, {
    probe: () => changed(node.probe()),
    createInvoice: (order) => changed(node.createInvoice(order)),
  });
}

function bound(follower: Follower): Follower {
  return {
    hint: (hint) => follower.hint(hint),
    invoice: (hash, state) => follower.invoice(hash, state),
    cursor: (at) => follower.cursor(at),
    gap: (why) => follower.gap(why),
  };
}

const boasts =
  (claims: Partial<NodeCapabilities>) =>
  (node: LightningNode): LightningNode =>
    altered(node, { capabilities: { ...node.capabilities, ...claims } });

/** Capabilities that are declared and not there, or there and not declared. */
const CLAIMS: readonly Broken[] = (
  [
    ['deduplicates', { deduplicates: 'always' }, 'sim/eclair', ['pay.eight-at-once', 'pay.again-in-flight']],
    ['no-dedup', { deduplicates: 'never' }, 'sim/lnd', ['pay.eight-at-once', 'pay.again-after-success']],
    ['safe-to-resend', { resendSafe: true }, 'sim/eclair', ['restart.again-in-flight', 'capabilities.documented']],
    ['fee-caps', { feeCapMsat: false }, 'sim/lnd', ['fee.exact-cap']],
    ['fees', { feeAfterRestart: true }, 'sim/eclair', ['restart.fee']],
    ['no-fees', { feeAfterRestart: false }, 'sim/lnd', ['restart.fee']],
    ['reasons', { failureReasonAfterRestart: true }, 'sim/cln', ['restart.reason']],
    ['no-reasons', { failureReasonAfterRestart: false }, 'sim/lnd', ['restart.reason']],
    ['no-hold', { holdInvoices: false }, 'sim/lnd', ['hold.own-invoice-settled', 'hold.own-invoice-canceled']],
    ['hold', { holdInvoices: true }, 'emulated/eclair', ['hold.own-invoice-settled', 'hold.own-invoice-canceled']],
    ['no-closing', { cancelInvoices: false }, 'sim/lnd', ['invoice.own-closed']],
    ['replay', { replaysEvents: true }, 'emulated/eclair', ['events.cursor-resumed', 'events.cursor-rewound']],
    ['no-replay', { replaysEvents: false }, 'emulated/lnd', ['events.cursor-resumed', 'events.cursor-rewound']],
    ['lists-all', { listsAll: true }, 'sim/eclair', ['list.all']],
    ['window', { attemptWindow: true, explicitNotFound: true }, 'sim/eclair', ['capabilities.documented']],
    ['old-version', { oldestVersion: '0.1.0' }, 'emulated/eclair', ['door.oldest-version']],
  ] as const
).map(([id, claims, at, caughtBy]) => ({
  id: `claims-${id}`,
  says: `declares ${JSON.stringify(claims)}`,
  caughtBy,
  column: at,
  wrap: boasts(claims),
}));

/** Mistakes of every other kind. */
export const OTHER_MISTAKES: readonly Broken[] = [
  {
    id: 'pay-never-ends',
    says: 'waits for an answer for ever',
    caughtBy: ['pay.request-lost', 'pay.response-lost', 'hold.settle', 'hang.resumed-too-late'],
    column,
    wrap: (node) =>
      altered(node, {
        async pay(call) {
          const answer = await node.pay(call);
          return answer.kind === 'unknown' && answer.cause === 'timeout' ? never() : answer;
        },
      }),
  },
  {
    id: 'pay-ends-late',
    says: 'waits a millisecond longer than it may',
    caughtBy: ['pay.request-lost', 'pay.response-lost', 'slow.read-too-late'],
    column,
    wrap: (node) => altered(node, { pay: (call) => node.pay({ ...call, timeoutMs: call.timeoutMs + 1 }) }),
  },
  {
    id: 'lookup-never-ends',
    says: 'waits for a look-up for ever',
    caughtBy: ['lookup.struck', 'hang.asked'],
    column,
    wrap: (node) =>
      altered(node, {
        async lookup(call) {
          const answer = await node.lookup(call);
          return answer.kind === 'unknown' && answer.cause === 'timeout' ? never() : answer;
        },
      }),
  },
  {
    id: 'pay-rejects',
    says: 'throws where it should say unknown',
    caughtBy: ['pay.reset-before-it-is-read', 'pay.error-accepted'],
    column,
    wrap: (node) =>
      altered(node, {
        async pay(call) {
          const answer = await node.pay(call);
          if (answer.kind === 'unknown') throw new Error(answer.cause);
          return answer;
        },
      }),
  },
  {
    id: 'health-always-well',
    says: 'calls every daemon reachable',
    caughtBy: ['info.struck', 'hang.asked', 'kill.while-held'],
    column,
    wrap: (node) => altered(node, { health: async () => ({ ...(await node.health()), reachable: true }) }),
  },
  {
    id: 'health-counts-reserves',
    says: 'never learns what it can spend',
    caughtBy: ['node.known'],
    column,
    wrap: (node) => {
      let first: ReturnType<LightningNode['health']> | null = null;
      return altered(node, {
        async health() {
          first ??= node.health();
          return first;
        },
      });
    },
  },
  {
    id: 'raw-errors',
    says: 'lets errors of the transport out',
    caughtBy: ['info.struck', 'hang.asked'],
    column,
    wrap: (node) => refusing(node, ({ message }) => new Error(message)),
  },
  {
    id: 'nameless-errors',
    says: 'does not say which node refused',
    caughtBy: ['info.struck'],
    column,
    wrap: (node) => refusing(node, ({ kind, call }) => new NodeRefused(kind, '', call, 'it failed')),
  },
  {
    id: 'no-epoch',
    says: 'never knows the epoch',
    caughtBy: ['node.known', 'kill.while-held'],
    column,
    wrap: (node) =>
      altered(node, {
        health: async () => ({ ...(await node.health()), epoch: '' }),
        lookup: async (call) => {
          const answer = await node.lookup(call);
          return 'epoch' in answer ? { ...answer, epoch: '' } : answer;
        },
      }),
  },
  {
    id: 'list-forgets-failures',
    says: 'lists what settled and says that it lists all',
    caughtBy: ['list.all'],
    column,
    wrap: (node) =>
      altered(node, {
        async list(call) {
          const listing = await node.list(call);
          return listing.kind === 'listed'
            ? { ...listing, entries: listing.entries.filter(({ state }) => state === 'settled') }
            : listing;
        },
      }),
  },
  {
    id: 'list-says-settled',
    says: 'lists everything as settled',
    caughtBy: ['list.all'],
    column,
    wrap: (node) =>
      altered(node, {
        async list(call) {
          const listing = await node.list(call);
          return listing.kind === 'listed'
            ? { ...listing, entries: listing.entries.map(({ hash }) => ({ hash, state: 'settled' as const })) }
            : listing;
        },
      }),
  },
  {
    id: 'makes-another-invoice',
    says: 'ignores the preimage and the hash that it is given',
    caughtBy: ['invoice.own', 'hold.own-invoice-settled', 'hold.own-invoice-canceled'],
    column,
    wrap: (node) =>
      altered(node, {
        createInvoice: ({ amountMsat, description, expirySeconds }) =>
          node.createInvoice({ amountMsat, description, expirySeconds }),
      }),
  },
  {
    id: 'cancels-nothing',
    says: 'says that an invoice is closed and leaves it open',
    caughtBy: ['invoice.own-closed', 'hold.own-invoice-canceled'],
    column,
    wrap: (node) => altered(node, { cancelInvoice: async () => {} }),
  },
  {
    id: 'invents-invoices',
    says: 'knows an invoice of every hash',
    caughtBy: ['lookup.unknown-hash'],
    column,
    wrap: (node) =>
      altered(node, {
        invoice: async (hash) =>
          (await node.invoice(hash)) ?? { hash, state: 'open', receivedMsat: 0n as never, preimage: '' },
      }),
  },
  {
    id: 'deaf',
    says: 'follows nothing',
    caughtBy: ['events.told', 'events.cut', 'events.restart', 'events.cursor-rewound', 'events.cursor-unreadable'],
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
            { ...bound(follower), hint: (hint) => follower.hint({ ...hint, hash: NOBODY as PaymentHash }) },
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
  {
    id: 'leaks-preimages',
    says: 'shows the preimage that it was to keep',
    caughtBy: ['hold.own-invoice-settled'],
    column: 'emulated/eclair',
    wrap: (node) =>
      altered(node, {
        settleInvoice: async (preimage) => {
          throw new NodeRefused('not_supported', node.name, 'settleInvoice', `no use for ${preimage}`);
        },
      }),
  },
  {
    id: 'lets-everybody-in',
    says: 'speaks to any daemon of any network and age',
    caughtBy: ['door.wrong-network', 'door.version-too-old', 'door.wrong-credentials', 'door.huge-answer'],
    column: 'emulated/eclair',
    wrap: (node) =>
      altered(node, {
        probe: async () =>
          node.probe().catch(() => ({
            pubkey: '',
            alias: '',
            version: '',
            network: 'regtest',
            blockHeight: 1,
            synced: true,
          })),
      }),
  },
  ...CLAIMS,
];
