import type { FieldPath } from './field-path.ts';
import { jsonSyntaxErrorAt } from './json-syntax.ts';
import { cut, escapeControls, shortJson } from './short-json.ts';
import type { ParseOutcome, TextFault } from './source-text.ts';

const DEPTH_MAX = 500;
const SIGNS = '{}[]:';
const BLANKS = ' \t\r\n,';

/** JSON, with what `JSON.parse` keeps to itself: duplicate keys, depth, and where each field stands. */
export function parseJson(text: string): ParseOutcome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, faults: [syntaxFault(text)] };
  }
  const outline = outlineOf(text);
  if (outline.faults.length > 0) return { ok: false, faults: outline.faults };
  return { ok: true, parsed: { value, offsetOf: (path) => offsetIn(outline.root, path) } };
}

function syntaxFault(text: string): TextFault {
  const offset = jsonSyntaxErrorAt(text);
  const rest = /[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  return {
    offset,
    path: [],
    found: rest === '' ? 'the end of the file' : shortJson(rest),
    allowed: 'well-formed JSON',
    message: rest === '' ? 'something is not closed' : 'not expected here',
  };
}

interface Place {
  readonly offset: number;
  /** Of an object or a list; most places are neither, and have no map to pay for. */
  readonly children: Map<string | number, Place> | undefined;
  readonly isList: boolean;
}

/** Walks JSON that is known to be valid, token by token, without recursion. */
function outlineOf(text: string): { readonly root: Place; readonly faults: readonly TextFault[] } {
  const root: Place = { offset: 0, children: new Map(), isList: true };
  const open: Place[] = [root];
  const path: (string | number)[] = [];
  const faults: TextFault[] = [];
  let key: { readonly name: string; readonly offset: number } | undefined;
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = tokenEnd(text, at);
    const token = text.slice(at, end);
    if (BLANKS.includes(token[0]!)) continue;
    const parent = open.at(-1)!;
    if (token === ':') continue;
    if (token === '}' || token === ']') {
      open.pop();
      path.pop();
      continue;
    }
    if (!parent.isList && key === undefined) {
      key = { name: JSON.parse(token) as string, offset: at };
      if (parent.children!.has(key.name)) {
        faults.push({
          offset: key.offset,
          path: [...path.slice(1), key.name],
          found: cut(escapeControls(`the key ${token} twice`)),
          allowed: 'each key once',
          message: 'the key stands twice in one object; keep one',
        });
      }
      continue;
    }
    const step = key?.name ?? parent.children!.size;
    const opens = token === '{' || token === '[';
    const children: Place['children'] = opens ? new Map() : undefined;
    const place: Place = { offset: key?.offset ?? at, children, isList: token === '[' };
    parent.children!.set(step, place);
    key = undefined;
    if (!opens) continue;
    open.push(place);
    path.push(step);
    if (open.length <= DEPTH_MAX) continue;
    const allowed = `at most ${DEPTH_MAX} levels`;
    faults.push({
      offset: at,
      path: [],
      found: 'more levels',
      allowed,
      message: 'nested too deeply',
    });
    break;
  }
  return { root: root.children!.get(0) ?? root, faults };
}

function offsetIn(root: Place, path: FieldPath): number {
  let place = root;
  for (const part of path) {
    const next = place.children?.get(part);
    if (next === undefined) break;
    place = next;
  }
  return place.offset;
}

/**
 * Where the token at `at` ends: a text, a sign, a literal, or white space and commas. By hand, because a regular
 * expression runs out of stack on a text of some megabytes.
 */
function tokenEnd(text: string, at: number): number {
  const first = text[at]!;
  let end = at + 1;
  if (first === '"') {
    while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  if (SIGNS.includes(first)) return end;
  const blank = BLANKS.includes(first);
  while (end < text.length && text[end] !== '"' && !SIGNS.includes(text[end]!)) {
    if (BLANKS.includes(text[end]!) !== blank) break;
    end++;
  }
  return end;
}
