import { isList, isObject, type Wire, type WireObject } from './wire-json.ts';

/** A word that no version had. */
const UNKNOWN = 'frozzled';

/** The same answer with a status that nobody knows. */
export function unknownState(result: WireObject): WireObject {
  return mapped(result, (key, value) =>
    (key === 'status' || key === 'state') && typeof value === 'string' ? UNKNOWN : value,
  );
}

/** The same answer without what was sent: the fee is not known. */
export function feeMissing(result: WireObject): WireObject {
  return mapped(result, (key, value) => (key === 'amount_sent_msat' ? undefined : value));
}

function mapped(
  object: WireObject,
  change: (key: string, value: Wire | undefined) => Wire | undefined,
): WireObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const next = change(key, value);
      if (isList(next)) return [key, next.map((item) => (isObject(item) ? mapped(item, change) : item))];
      return [key, isObject(next) ? mapped(next, change) : next];
    }),
  );
}
