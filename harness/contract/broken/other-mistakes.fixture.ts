import { type LightningNode, NodeRefused } from '#orchestrator/ports/lightning-node';
import { altered, type Broken } from './broken.fixture.ts';

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

/** Whatever a probe says is well. */
function letsIn(node: LightningNode): LightningNode {
  const anybody = { pubkey: '', alias: '', version: '', network: 'regtest', blockHeight: 1, synced: true };
  return altered(node, { probe: () => node.probe().catch(() => anybody) });
}

const LEAKS: readonly Broken[] = ['emulated/lnd', 'emulated/cln-rest', 'emulated/eclair'].map((at) => ({
  id: `leaks-its-secret-${at}`,
  says: `shows its macaroon, rune or password (${at})`,
  caughtBy: ['info.struck', 'door.wrong-network'],
  column: at,
  wrap: (node, secrets) =>
    refusing(
      node,
      ({ kind, node: of, call, message }) => new NodeRefused(kind, of, call, `${message} ${secrets()[0]}`),
    ),
}));

/** Mistakes of every other kind. */
export const OTHER_MISTAKES: readonly Broken[] = [
  ...LEAKS,
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
            ? {
                ...listing,
                entries: listing.entries.map(({ hash }) => ({ hash, state: 'settled' as const })),
              }
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
    wrap: letsIn,
  },
  {
    id: 'trusts-everybody',
    says: 'speaks to any daemon, whatever certificate it shows',
    caughtBy: ['door.wrong-certificate'],
    column: 'emulated/lnd',
    wrap: letsIn,
  },
];
