import type { Alternative, Restriction } from './rune-text.ts';
import { isList, isObject, type Wire } from './wire-json.ts';

/** What a rune is checked against (`lightningd/runes.c`). */
export interface RuneUse {
  /** Unix seconds. */
  readonly time: number;
  /** undefined: nobody said. */
  readonly method: string | undefined;
  readonly nodeId: string | undefined;
  readonly params: Wire | undefined;
}

/** Why a rune may not be used so, in the daemon's words; null: it may. The unique id is no condition. */
export function refusalOf(restrictions: readonly Restriction[], use: RuneUse): string | null {
  for (const [at, restriction] of restrictions.entries()) {
    if (at === 0 && restriction[0]?.field === '') continue;
    const complaints = restriction.map((alternative) => complaint(alternative, use));
    if (complaints.every((text) => text !== null)) return complaints.join(' AND ');
  }
  return null;
}

function complaint(alternative: Alternative, use: RuneUse): string | null {
  const { field, condition, value } = alternative;
  if (condition === '#') return null;
  const found = fieldOf(field, use);
  if (condition === '!') return found === undefined ? null : `${field} is present`;
  if (found === undefined) return `${field} not present`;
  if (condition === '<' || condition === '>') {
    if (typeof found !== 'number') return `${field} is not an integer field`;
    if (!/^-?\d+$/.test(value)) return `${value} is not a valid integer`;
    const holds = condition === '<' ? found < Number(value) : found > Number(value);
    return holds ? null : `${field} is ${condition === '<' ? 'greater' : 'less'} or equal to ${value}`;
  }
  const [holds, otherwise] = compared(condition, String(found), value);
  return holds ? null : `${field} ${otherwise} ${value}`;
}

function compared(condition: string, found: string, value: string): readonly [boolean, string] {
  switch (condition) {
    case '=':
      return [found === value, 'is not equal to'];
    case '/':
      return [found !== value, 'is equal to'];
    case '^':
      return [found.startsWith(value), 'does not start with'];
    case '$':
      return [found.endsWith(value), 'does not end with'];
    case '~':
      return [found.includes(value), 'does not contain'];
    case '{':
      return [found < value, 'is equal to or ordered after'];
    default:
      return [found > value, 'is equal to or ordered before'];
  }
}

/** `pname<parameter>` with or without its punctuation, `parr<position>`; `rate` and `per` limit nothing here. */
function fieldOf(field: string, { time, method, nodeId, params }: RuneUse): string | number | undefined {
  if (field === 'time') return time;
  if (field === 'method') return method;
  if (field === 'id') return nodeId;
  if (isList(params)) {
    if (field === 'pnum') return params.length;
    return field.startsWith('parr') ? shown(params[Number(field.slice(4))]) : undefined;
  }
  if (field === 'pnum') return isObject(params) ? Object.keys(params).length : 0;
  if (!field.startsWith('pname') || !isObject(params)) return undefined;
  const wanted = field.slice(5);
  const name = Object.keys(params).find((key) => key === wanted || key.replace(/[^\w]|_/g, '') === wanted);
  return name === undefined ? undefined : shown(params[name]);
}

function shown(value: Wire | undefined): string | number | undefined {
  if (value === undefined || typeof value === 'number' || typeof value === 'string') return value;
  return String(value);
}
