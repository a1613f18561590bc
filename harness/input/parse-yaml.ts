import { type Document, isAlias, isMap, isSeq, type ParsedNode, parseDocument, type YAMLError } from 'yaml';
import type { FieldPath } from './field-path.ts';
import { cut, escapeControls } from './short-json.ts';
import type { ParseOutcome, TextFault } from './source-text.ts';

/** More uses of one anchor than this multiply out to an alias bomb. */
const ALIASES_MAX = 100;

const ADVICE: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the key stands twice in one mapping; keep one',
  MULTIPLE_DOCS: 'more than one document in the file; keep what stands before "---"',
  RESOURCE_EXHAUSTION: 'nested too deeply',
  TAB_AS_INDENT: 'YAML is indented with spaces, not tabs',
  TAG_RESOLVE_FAILED: 'tags are not used in this format',
};

/** YAML 1.2 core: no tags, no merge keys, no duplicate keys, no bombs. */
export function parseYaml(text: string): ParseOutcome {
  const document = parseDocument(text, { schema: 'core', stringKeys: true, prettyErrors: false });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) return { ok: false, faults: errors.map((error) => faultOf(text, error)) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
    // An anchor that holds an alias of itself is a circle, which no schema survives.
    JSON.stringify(value);
    return { ok: true, parsed: { value, offsetOf: (path) => offsetIn(document, path) } };
  } catch (error) {
    return { ok: false, faults: [aliasFault(text, error as Error)] };
  }
}

function faultOf(text: string, error: YAMLError): TextFault {
  const offset = error.pos[0];
  const line = /[^\r\n]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
  return {
    offset,
    path: [],
    found: cut(escapeControls(JSON.stringify(line.trim()))),
    allowed: 'well-formed YAML 1.2',
    message: ADVICE[error.code] ?? error.message,
  };
}

function aliasFault(text: string, error: Error): TextFault {
  const unknown = /^Unresolved alias.*: (.*)$/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    return {
      offset: Math.max(0, text.indexOf(`*${unknown}`)),
      path: [],
      found: cut(escapeControls(`the alias *${unknown}`)),
      allowed: 'an alias of an anchor that stands before it',
      message: `there is no anchor &${cut(escapeControls(unknown))} above`,
    };
  }
  const circle = error instanceof TypeError;
  return {
    offset: Math.max(0, text.search(/\*[^\s,\]}]/)),
    path: [],
    found: circle ? 'an alias of itself' : 'aliases that multiply',
    allowed: `aliases that are used at most ${ALIASES_MAX} times in all`,
    message: circle
      ? 'the document contains itself'
      : 'it would grow beyond any use (an alias bomb); write it out',
  };
}

function offsetIn(document: Document.Parsed, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const pair = node.items.find((item) => 'value' in item.key && String(item.key.value) === String(part));
      if (pair === undefined) break;
      offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq<ParsedNode>(node)) {
      const item = typeof part === 'number' ? node.items[part] : undefined;
      if (item === undefined) break;
      offset = item.range[0];
      node = item;
    } else break;
  }
  return offset;
}
