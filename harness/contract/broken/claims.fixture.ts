import type { LightningNode, NodeCapabilities } from '#orchestrator/ports/lightning-node';
import { altered, type Broken } from './broken.fixture.ts';

const boasts =
  (claims: Partial<NodeCapabilities>) =>
  (node: LightningNode): LightningNode =>
    altered(node, { capabilities: { ...node.capabilities, ...claims } });

/** Capabilities that are declared and not there, or there and not declared. */
export const CLAIMS: readonly Broken[] = (
  [
    ['deduplicates', { deduplicates: 'always' }, 'sim/eclair', ['pay.eight-at-once', 'pay.again-in-flight']],
    ['no-dedup', { deduplicates: 'never' }, 'sim/lnd', ['pay.eight-at-once', 'pay.again-after-success']],
    [
      'safe-to-resend',
      { resendSafe: true },
      'sim/eclair',
      ['restart.again-in-flight', 'capabilities.documented'],
    ],
    ['fee-caps', { feeCapMsat: false }, 'sim/lnd', ['fee.exact-cap']],
    ['fees', { feeAfterRestart: true }, 'sim/eclair', ['restart.fee']],
    ['no-fees', { feeAfterRestart: false }, 'sim/lnd', ['restart.fee']],
    ['reasons', { failureReasonAfterRestart: true }, 'sim/cln', ['restart.reason']],
    ['no-reasons', { failureReasonAfterRestart: false }, 'sim/lnd', ['restart.reason']],
    [
      'no-hold',
      { holdInvoices: false },
      'sim/lnd',
      ['hold.own-invoice-settled', 'hold.own-invoice-canceled'],
    ],
    [
      'hold',
      { holdInvoices: true },
      'emulated/eclair',
      ['hold.own-invoice-settled', 'hold.own-invoice-canceled'],
    ],
    ['no-closing', { cancelInvoices: false }, 'sim/lnd', ['invoice.own-closed']],
    [
      'replay',
      { replaysEvents: true },
      'emulated/eclair',
      ['events.cursor-resumed', 'events.cursor-rewound'],
    ],
    [
      'no-replay',
      { replaysEvents: false },
      'emulated/lnd',
      ['events.cursor-resumed', 'events.cursor-rewound'],
    ],
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
