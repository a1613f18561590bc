/** Why an HTLC came back, with the names and codes of BOLT 4. Index 0 is "it did not". */
export const ONION_FAILURES = [
  { name: '', code: 0 },
  { name: 'temporary_node_failure', code: 0x2002 },
  { name: 'permanent_channel_failure', code: 0x4008 },
  { name: 'unknown_next_peer', code: 0x400a },
  { name: 'amount_below_minimum', code: 0x100b },
  { name: 'fee_insufficient', code: 0x100c },
  { name: 'incorrect_cltv_expiry', code: 0x100d },
  { name: 'expiry_too_soon', code: 0x100e },
  { name: 'expiry_too_far', code: 21 },
  { name: 'channel_disabled', code: 0x1014 },
  { name: 'temporary_channel_failure', code: 0x1007 },
  { name: 'incorrect_or_unknown_payment_details', code: 0x400f },
  { name: 'mpp_timeout', code: 23 },
] as const;

export type OnionFailureName = Exclude<(typeof ONION_FAILURES)[number]['name'], ''>;

export const NO_FAILURE = 0;
export const TEMPORARY_NODE_FAILURE = 1;
export const PERMANENT_CHANNEL_FAILURE = 2;
export const UNKNOWN_NEXT_PEER = 3;
export const AMOUNT_BELOW_MINIMUM = 4;
export const FEE_INSUFFICIENT = 5;
export const INCORRECT_CLTV_EXPIRY = 6;
export const EXPIRY_TOO_SOON = 7;
export const EXPIRY_TOO_FAR = 8;
export const CHANNEL_DISABLED = 9;
export const TEMPORARY_CHANNEL_FAILURE = 10;
export const INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS = 11;
export const MPP_TIMEOUT = 12;

/** The BOLT 4 name of a failure. @throws RangeError when there was none. */
export function failureName(failure: number): OnionFailureName {
  const name = ONION_FAILURES[failure]?.name;
  if (name === undefined || name === '') throw new RangeError(`${failure} is not an onion failure`);
  return name;
}
