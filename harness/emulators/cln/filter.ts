import { badParam } from './rpc-error.ts';
import { isList, isObject, type Wire, type WireObject } from './wire-json.ts';

/**
 * `filter` of a request: the shape of what is wanted, `true` for "all of it", a list with one shape for every item.
 * @throws RpcError −32602 when it is no such shape (`common/json_filter.c`).
 */
export function filtered(result: WireObject, filter: Wire): WireObject {
  if (!isObject(filter)) throw badParam('filter', 'Expected object');
  return pick(result, filter);
}

function pick(value: WireObject, shape: WireObject): WireObject {
  const picked: Record<string, Wire | undefined> = {};
  for (const [key, item] of Object.entries(value)) {
    const wanted = shape[key];
    if (wanted !== undefined && item !== undefined) picked[key] = part(item, wanted);
  }
  return picked;
}

function part(value: Wire, shape: Wire): Wire {
  if (shape === true) return value;
  if (isObject(shape)) return isObject(value) ? pick(value, shape) : {};
  if (isList(shape) && shape.length === 1 && isList(value)) return value.map((item) => part(item, shape[0]!));
  throw badParam('filter', 'Expected object, array or "true"');
}
