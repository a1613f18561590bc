import type { Fields } from './protos.ts';

/** A value that no version had. */
const UNKNOWN_STATE = 99;
const STATES = ['status', 'state'] as const;
const FEES = ['fee', 'fee_sat', 'fee_msat'] as const;
const LISTS = ['payments', 'invoices'] as const;

/** The message as a later version might send it: with a state that nobody knows yet. Messages without a state stay. */
export function withUnknownState(message: Fields): Fields {
  return each(message, (one) => {
    const state = STATES.find((name) => name in one);
    return state === undefined ? one : { ...one, [state]: UNKNOWN_STATE };
  });
}

/** The message without its fees: in protobuf that is a fee of 0. */
export function withoutFees(message: Fields): Fields {
  return each(message, (one) => {
    const left: Record<string, unknown> = { ...one };
    for (const fee of FEES) delete left[fee];
    return left;
  });
}

/** The message itself, or each of those that it lists. */
function each(message: Fields, change: (one: Fields) => Fields): Fields {
  const list = LISTS.find((name) => Array.isArray(message[name]));
  if (list === undefined) return change(message);
  return { ...message, [list]: (message[list] as readonly Fields[]).map(change) };
}
