import type { NoAnswer, Word } from '../asked.ts';

/** `GetPaymentDetails{payment_id}` with a record. proto3 leaves defaults out: the reader fills in PENDING and INBOUND. */
export interface LdkPayment {
  readonly kind: 'payment';
  readonly direction: Word<'INBOUND' | 'OUTBOUND'>;
  readonly status: Word<'PENDING' | 'SUCCEEDED' | 'FAILED'>;
  /** `bolt11`, `spontaneous` …: the preimage of a spontaneous payment is there from the start and proves nothing. */
  readonly paymentKind: Word<'bolt11' | 'spontaneous'>;
  /** 64 hex digits, '' when there is none. */
  readonly preimage: string;
  /** `fee_paid_msat`, null when absent. */
  readonly feePaidMsat: bigint | null;
}

/** `GetPaymentDetails` without `payment`. */
export interface LdkAbsent {
  readonly kind: 'absent';
}

/** A gRPC status other than OK. */
export interface LdkError {
  readonly kind: 'grpc_error';
  /** 3 INVALID_ARGUMENT, 9 FAILED_PRECONDITION, 13 INTERNAL, 14 UNAVAILABLE, 16 UNAUTHENTICATED … */
  readonly code: number;
  readonly message: string;
}

/** `Bolt11Send` answered OK: initiated and recorded. Its end is found by look-up only. */
export interface LdkInitiated {
  readonly kind: 'initiated';
}

export type LdkPaySaid = LdkInitiated | LdkError | NoAnswer;
export type LdkLookupSaid = LdkPayment | LdkAbsent | LdkError | NoAnswer;
