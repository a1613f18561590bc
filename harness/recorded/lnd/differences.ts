import type { Difference } from '../difference.ts';

const PATH = 'the protos of the npm package have `Payment.path`, those of LND 0.21.0 have it no more';
const STARTS =
  'an emulated LND is unlocked as soon as it runs: it has no wallet to make or to open, and one text for all of its start';
const KEPT =
  'recorded with `--keep-failed-payment-attempts`; the emulator deletes them, as LND does by default';

/** LND: where the emulator differs from the recordings. */
export const LND_DIFFERENCES: readonly Difference[] = [
  { method: 'SendPaymentV2', differs: ['path: absent → empty list'], why: PATH },
  { method: 'TrackPaymentV2', differs: ['path: absent → empty list'], why: PATH },
  { method: 'TrackPayments', differs: ['[].path: absent → empty list'], why: PATH },
  { method: 'ListPayments', differs: ['payments[].path: absent → empty list'], why: PATH },
  {
    method: 'TrackPaymentV2',
    differs: ['htlcs: list → empty list'],
    why: KEPT,
  },
  {
    method: 'ListPayments',
    differs: [
      'payments[].htlcs: list → empty list | list',
      'payments[].htlcs[].status: FAILED | SUCCEEDED → SUCCEEDED',
      'payments[].htlcs[].preimage: 32 bytes | empty text → 32 bytes',
      'payments[].htlcs[].failure: null | object → null',
    ],
    why: KEPT,
  },
  {
    method: 'TrackPaymentV2',
    differs: [
      '(course): IN_FLIGHT[I], IN_FLIGHT(INCORRECT_PAYMENT_DETAILS)[I], FAILED(INCORRECT_PAYMENT_DETAILS)[F] → IN_FLIGHT[I], FAILED(INCORRECT_PAYMENT_DETAILS)[]',
    ],
    why: 'a look-up that stays open is told of the end when its attempts are deleted already, and not of the reason before it; the stream of the pay call is told of both',
  },
  {
    method: 'SendPaymentV2',
    differs: [
      '(course): IN_FLIGHT[], IN_FLIGHT[I], SUCCEEDED[S] → IN_FLIGHT[], IN_FLIGHT[I], SUCCEEDED(TIMEOUT)[S]',
      'failure_reason: FAILURE_REASON_NONE → FAILURE_REASON_TIMEOUT',
    ],
    why: 'LND writes the reason after it has told of the settlement (its list shows SUCCEEDED(TIMEOUT) of the same payment later); the emulator writes both at once',
  },
  {
    method: 'ListPayments',
    differs: [
      'payments[].failure_reason: FAILURE_REASON_NONE | FAILURE_REASON_TIMEOUT → FAILURE_REASON_INCORRECT_PAYMENT_DETAILS | FAILURE_REASON_NONE',
    ],
    why: 'the recorded list holds two payments that ended after their time limit: of a cancelled one LND says INCORRECT_PAYMENT_DETAILS at its end, and TIMEOUT in its list',
  },
  {
    method: 'ListPayments',
    differs: [
      'first_index_offset: absent → digits',
      'last_index_offset: absent → digits',
      'total_num_payments: absent → digits',
    ],
    why: 'of the phantom only its row was recorded, not the list around it',
  },
  {
    method: 'SendPaymentV2',
    differs: ['(status): gRPC 2 → lost', '(text): routerrpc server shutting down → none'],
    why: 'an emulated daemon is stopped as it is killed: its connections break',
  },
  {
    method: 'TrackPaymentV2',
    differs: ['(status): gRPC 2 → lost', '(text): routerrpc server shutting down → none'],
    why: 'the same',
  },
  {
    method: 'GetState',
    differs: [
      'state: WAITING_TO_START → UNLOCKED',
      'state: NON_EXISTING → UNLOCKED',
      'state: LOCKED → UNLOCKED',
      'state: RPC_ACTIVE → SERVER_ACTIVE',
    ],
    why: STARTS,
  },
  {
    method: 'GetInfo',
    differs: [
      '(text): waiting to start, RPC services not available → the RPC server is in the process of starting up, but not yet ready to accept calls',
      '(text): wallet not created, create one to enable full RPC access → the RPC server is in the process of starting up, but not yet ready to accept calls',
    ],
    why: STARTS,
  },
];
