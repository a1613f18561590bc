import type { Permission } from './macaroon.ts';

const READ = 'read';
const WRITE = 'write';

function each(entities: readonly string[], actions: readonly string[]): readonly Permission[] {
  return entities.flatMap((entity) => actions.map((action) => ({ entity, action })));
}

const ENTITIES = [
  'address',
  'info',
  'invoices',
  'macaroon',
  'message',
  'offchain',
  'onchain',
  'peers',
  'signer',
];

/** What LND's own macaroon files allow (`rpcserver.go`: readPermissions, writePermissions, invoicePermissions). */
export const MACAROONS = {
  admin: [
    ...each(ENTITIES, [READ, WRITE]),
    { entity: 'macaroon', action: 'generate' },
    { entity: 'signer', action: 'generate' },
  ],
  readonly: each(ENTITIES, [READ]),
  invoice: [...each(['address', 'invoices'], [READ, WRITE]), { entity: 'onchain', action: READ }],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

const INFO_READ: Permission = { entity: 'info', action: READ };
const OFFCHAIN_READ: Permission = { entity: 'offchain', action: READ };
const INVOICES_READ: Permission = { entity: 'invoices', action: READ };
const INVOICES_WRITE: Permission = { entity: 'invoices', action: WRITE };
const ONCHAIN_READ: Permission = { entity: 'onchain', action: READ };

/**
 * What a call asks for (`rpcserver.go: MainRPCServerPermissions`, and those of the sub-servers); null: it is open to all.
 * That a look-up of the second version may only be done by who may write invoices is LND's own rule.
 */
export const REQUIRED: Readonly<Record<string, Permission | null>> = {
  GetInfo: INFO_READ,
  DescribeGraph: INFO_READ,
  GetNodeInfo: INFO_READ,
  GetChanInfo: INFO_READ,
  GetNetworkInfo: INFO_READ,
  QueryRoutes: INFO_READ,
  GetVersion: INFO_READ,
  WalletBalance: ONCHAIN_READ,
  NewAddress: { entity: 'address', action: WRITE },
  ListPeers: { entity: 'peers', action: READ },
  ListChannels: OFFCHAIN_READ,
  ClosedChannels: OFFCHAIN_READ,
  ChannelBalance: OFFCHAIN_READ,
  PendingChannels: OFFCHAIN_READ,
  SubscribeChannelEvents: OFFCHAIN_READ,
  DecodePayReq: OFFCHAIN_READ,
  ListPayments: OFFCHAIN_READ,
  TrackPaymentV2: OFFCHAIN_READ,
  TrackPayments: OFFCHAIN_READ,
  SubscribeHtlcEvents: OFFCHAIN_READ,
  SendPaymentV2: { entity: 'offchain', action: WRITE },
  LookupInvoice: INVOICES_READ,
  ListInvoices: INVOICES_READ,
  SubscribeInvoices: INVOICES_READ,
  SubscribeSingleInvoice: INVOICES_READ,
  AddInvoice: INVOICES_WRITE,
  AddHoldInvoice: INVOICES_WRITE,
  SettleInvoice: INVOICES_WRITE,
  CancelInvoice: INVOICES_WRITE,
  LookupInvoiceV2: INVOICES_WRITE,
  GetState: null,
  SubscribeState: null,
};
