import { createHash } from 'node:crypto';
import { bolt11 } from '#harness/emulators/bolt11';
import { nodeKey } from '#harness/emulators/node-keys';
import type { Bill } from './calls.ts';

const AMOUNT_MSAT = 10_000;
const FEE_MSAT = 1_001;
const PREIMAGE = '11'.repeat(32);
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');
const PAYMENT_ID = '00000000-0000-4000-8000-000000000001';
const PART_ID = '00000000-0000-4000-8000-000000000002';

/** The one payment that a daemon with constant answers knows: it is paid. */
export const PAID_BILL: Bill = {
  hash: HASH,
  amountMsat: AMOUNT_MSAT,
  text: bolt11({
    secret: nodeKey('bench', 'payee').secret,
    hash: HASH,
    amountMsat: AMOUNT_MSAT,
    description: '',
    createdAtMs: Date.UTC(2026, 0, 1),
    expirySeconds: 3_600,
    paymentSecret: '22'.repeat(32),
    minFinalCltvBlocks: 18,
  }),
};

/** `lnrpc.Payment`, one HTLC over one hop: fields as real daemons fill them. */
export const LND_PAYMENT = {
  payment_hash: HASH,
  payment_preimage: PREIMAGE,
  payment_request: PAID_BILL.text,
  status: 'SUCCEEDED',
  failure_reason: 'FAILURE_REASON_NONE',
  value: '10',
  value_sat: '10',
  value_msat: String(AMOUNT_MSAT),
  fee: '1',
  fee_sat: '1',
  fee_msat: String(FEE_MSAT),
  creation_date: '1767225600',
  creation_time_ns: '1767225600000000000',
  payment_index: '7',
  htlcs: [
    {
      attempt_id: '7',
      status: 'SUCCEEDED',
      preimage: Buffer.from(PREIMAGE, 'hex'),
      attempt_time_ns: '1767225600000000000',
      resolve_time_ns: '1767225600200000000',
      route: {
        total_time_lock: 800_100,
        total_fees: '1',
        total_fees_msat: String(FEE_MSAT),
        total_amt: '11',
        total_amt_msat: String(AMOUNT_MSAT + FEE_MSAT),
        hops: [{ chan_id: '1', pub_key: `02${'33'.repeat(32)}`, amt_to_forward_msat: String(AMOUNT_MSAT) }],
      },
    },
  ],
};

const clnRow = {
  id: 1,
  created_index: 1,
  updated_index: 1,
  payment_hash: HASH,
  groupid: 5_000_000_000_000_000,
  partid: 1,
  status: 'complete',
  amount_msat: AMOUNT_MSAT,
  amount_sent_msat: AMOUNT_MSAT + FEE_MSAT,
  created_at: 1_767_225_600,
  completed_at: 1_767_225_600,
  payment_preimage: PREIMAGE,
  bolt11: PAID_BILL.text,
};

/** Results by method. */
export const CLN_RESULTS: Readonly<Record<string, object>> = {
  xpay: {
    payment_preimage: PREIMAGE,
    amount_msat: AMOUNT_MSAT,
    amount_sent_msat: AMOUNT_MSAT + FEE_MSAT,
    failed_parts: 0,
    successful_parts: 1,
  },
  listsendpays: { payments: [clnRow] },
};

const at = { iso: '2026-01-01T00:00:00Z', unix: 1_767_225_600 };

/** Bodies by method. */
export const ECLAIR_BODIES: Readonly<Record<string, unknown>> = {
  payinvoice: {
    type: 'payment-sent',
    id: PAYMENT_ID,
    paymentHash: HASH,
    paymentPreimage: PREIMAGE,
    recipientAmount: AMOUNT_MSAT,
    recipientNodeId: `02${'33'.repeat(32)}`,
    parts: [{ id: PART_ID, amount: AMOUNT_MSAT + FEE_MSAT, feesPaid: FEE_MSAT, route: [], timestamp: at }],
  },
  getsentinfo: [
    {
      id: PART_ID,
      parentId: PAYMENT_ID,
      externalId: 'bench-1/1',
      paymentHash: HASH,
      paymentType: 'Standard',
      amount: AMOUNT_MSAT,
      recipientAmount: AMOUNT_MSAT,
      recipientNodeId: `02${'33'.repeat(32)}`,
      createdAt: at,
      status: {
        type: 'sent',
        paymentPreimage: PREIMAGE,
        feesPaid: FEE_MSAT,
        route: [{ nodeId: `02${'33'.repeat(32)}`, nextNodeId: `03${'33'.repeat(32)}` }],
        completedAt: at,
      },
    },
  ],
  getinfo: {
    version: '0.13.1-bench',
    nodeId: `02${'33'.repeat(32)}`,
    alias: 'bench',
    network: 'regtest',
    chainHash: '44'.repeat(32),
    blockHeight: 800_000,
    instanceId: '00000000-0000-4000-8000-000000000003',
  },
};
