import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';

const ALIASES_MAX = 100;

export type YamlText =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** The line, from 1, of the field or of the nearest thing around it that is written in the text. */
      lineOf(path: readonly (string | number)[]): number | undefined;
    }
  | { readonly ok: false; readonly message: string; readonly line?: number };

/** Plain data from YAML 1.2 text. Never throws; costs time in proportion to the text, whatever is in it. */
export function readYamlText(text: string): YamlText {
  const lines = new LineCounter();
  const refuse = (message: string, offset: number): YamlText => ({
    ok: false,
    message,
    line: lines.linePos(offset).line,
  });
  try {
    // The library's own check of keys and its pretty errors both take quadratic time.
    const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false, stringKeys: true };
    const document = parseDocument(text, options);
    const [error] = document.errors;
    if (error !== undefined) return refuse(inPlainWords(error.message), error.pos[0]);
    const twice = firstKeyTwice(document);
    if (twice !== null) return refuse(`the key ${twice.key} stands here a second time`, twice.offset);
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
    return { ok: true, value, lineOf: (path) => lineOf(document, lines, path) };
  } catch (error) {
    return { ok: false, message: inPlainWords(error instanceof Error ? error.message : 'this is not YAML') };
  }
}

function firstKeyTwice(document: Document.Parsed): { key: string; offset: number } | null {
  let found: { key: string; offset: number } | null = null;
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const text = String(key.value);
        if (seen.has(text)) {
          found = { key: text, offset: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        seen.add(text);
      }
      return undefined;
    },
  });
  return found;
}

function lineOf(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function inPlainWords(message: string): string {
  if (message.includes('call stack')) return 'nested too deeply to be read';
  return `this is not YAML that can be read: ${message.split('\n', 1)[0]}`;
}
