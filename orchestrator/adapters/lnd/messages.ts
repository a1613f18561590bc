/**
 * LND's messages as proto-loader gives them (adapters.md §3.1): fields that are read, and no others. 64-bit numbers are
 * text, bytes are buffers, an enum is its name, or a number when this version of the protos does not know it. Nothing is
 * used that 0.18 does not have or that 0.21 has removed.
 */
export type Enum = string | number;
export type Nothing = Readonly<Record<string, never>>;

export interface State {
  readonly state: Enum;
}

export interface Info {
  readonly identity_pubkey: string;
  readonly alias: string;
  readonly version: string;
  readonly block_height: number;
  readonly synced_to_chain: boolean;
  readonly chains: readonly { readonly network: string }[];
}

export interface SendPaymentRequest {
  readonly payment_request: string;
  /** Only for an invoice without an amount. */
  readonly amt_msat?: string;
  /** Unset or 0: only routes without a fee (adapters.md §3.2). */
  readonly fee_limit_msat: string;
  readonly timeout_seconds: number;
  readonly max_parts: number;
  readonly cltv_limit: number;
  readonly no_inflight_updates: boolean;
  readonly cancelable: false;
}

export interface TrackPaymentRequest {
  readonly payment_hash: Buffer;
  readonly no_inflight_updates: false;
}

export interface Htlc {
  readonly status: Enum;
  readonly preimage: Buffer;
  readonly route: { readonly total_fees_msat: string } | null;
}

export interface Payment {
  readonly payment_hash: string;
  readonly payment_preimage: string;
  readonly status: Enum;
  readonly failure_reason: Enum;
  readonly fee_msat: string;
  readonly payment_index: string;
  readonly creation_time_ns: string;
  readonly htlcs: readonly Htlc[];
}

export interface ListPaymentsRequest {
  readonly include_incomplete: true;
  /** Exclusive. */
  readonly index_offset: string;
  readonly max_payments: number;
  /** Unix s. */
  readonly creation_date_start: string;
  /** Since 0.21; older nodes ignore it. */
  readonly omit_hops: boolean;
}

export interface ListPaymentsResponse {
  readonly payments: readonly Payment[];
  readonly last_index_offset: string;
}

export interface ListChannelsResponse {
  readonly channels: readonly {
    readonly active: boolean;
    /** Satoshi, as is the reserve. */
    readonly local_balance: string;
    readonly local_constraints: { readonly chan_reserve_sat: string } | null;
  }[];
}

export interface AddInvoiceRequest {
  readonly memo: string;
  readonly value_msat: string;
  readonly expiry: string;
  readonly r_preimage?: Buffer;
}

export interface AddInvoiceResponse {
  readonly r_hash: Buffer;
  readonly payment_request: string;
}

export interface AddHoldInvoiceRequest {
  readonly memo: string;
  readonly hash: Buffer;
  readonly value_msat: string;
  readonly expiry: string;
}

export interface AddHoldInvoiceResponse {
  readonly payment_request: string;
}

export interface Invoice {
  readonly r_hash: Buffer;
  readonly r_preimage: Buffer;
  readonly state: Enum;
  readonly amt_paid_msat: string;
  readonly add_index: string;
  readonly settle_index: string;
}

export interface InvoiceSubscription {
  readonly add_index: string;
  readonly settle_index: string;
}
