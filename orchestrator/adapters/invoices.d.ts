/** The part of the npm package `invoices` that is used here; it comes without types. */
declare module 'invoices' {
  export interface ParsedRequest {
    readonly network: string;
    readonly destination: string;
    readonly id?: string;
    /** '0': the payer chooses. */
    readonly mtokens: string;
    readonly description?: string;
    readonly description_hash?: string;
    readonly created_at: string;
    readonly expires_at: string;
    readonly payment?: string;
    readonly cltv_delta: number;
    readonly paths?: readonly unknown[];
    readonly features: readonly {
      readonly bit: number;
      readonly is_required: boolean;
      readonly type?: string;
    }[];
  }

  /** @throws Error */
  export function parsePaymentRequest(asked: { readonly request: string }): ParsedRequest;

  /** @throws Error */
  export function createUnsignedRequest(wish: {
    readonly created_at: string;
    readonly expires_at: string;
    readonly cltv_delta: number;
    readonly description: string;
    readonly features: readonly { readonly bit: number }[];
    readonly id: string;
    readonly mtokens?: string;
    readonly network: string;
    readonly payment: string;
  }): {
    /** SHA-256 of what is signed, hex. */
    readonly hash: string;
    readonly hrp: string;
    /** The data part before the signature, as 5-bit words. */
    readonly tags: readonly number[];
  };
}
