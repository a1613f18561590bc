/** What may stand next, while JSON is read from left to right. */
type Awaited = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const BLANK = /[ \t\r\n]*/y;

/**
 * Offset of the first character that cannot stand where it stands, in a text that `JSON.parse` refused; its message
 * names the place in some cases only. The end of the text, blanks aside, when something is not closed.
 */
export function jsonSyntaxErrorAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let awaited: Awaited = 'value';
  let at = skip(BLANK, text, 0);
  while (at < text.length) {
    const sign = text[at]!;
    const inside = open.at(-1);
    let end = at + 1;
    if (awaited.startsWith('value') && (sign === '{' || sign === '[')) {
      open.push(sign);
      awaited = sign === '{' ? 'key or }' : 'value or ]';
    } else if (closes(sign, inside, awaited)) {
      open.pop();
      awaited = open.length === 0 ? 'nothing' : ', or end';
    } else if (awaited === ':' && sign === ':') {
      awaited = 'value';
    } else if (awaited === ', or end' && sign === ',') {
      awaited = inside === '{' ? 'key' : 'value';
    } else if (awaited.startsWith('key') && sign === '"') {
      end = textEnd(text, at);
      awaited = ':';
    } else if (awaited.startsWith('value')) {
      end = sign === '"' ? textEnd(text, at) : skip(LITERAL, text, at);
      awaited = open.length === 0 ? 'nothing' : ', or end';
    } else return at;
    // A text with a bad escape, or a word that is no literal.
    if (end <= at) return at;
    at = skip(BLANK, text, end);
  }
  return text.trimEnd().length;
}

function closes(sign: string, inside: '{' | '[' | undefined, awaited: Awaited): boolean {
  if (sign === '}') return inside === '{' && (awaited === 'key or }' || awaited === ', or end');
  return sign === ']' && inside === '[' && (awaited === 'value or ]' || awaited === ', or end');
}

/** Where a text that starts at `at` ends, or `at` when it never does or is malformed. */
function textEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 34) return end + 1;
    if (code < 32) return at;
    if (code !== 92) continue;
    end++;
    if (text[end] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(end + 1, end + 5))) return at;
    } else if (!'"\\/bfnrt'.includes(text[end] ?? ' ')) return at;
  }
  return at;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
