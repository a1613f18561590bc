const SHOWN_MAX = 70;

/** A value as a person can recognise it: JSON on one line, cut at 70 characters, harmless to a terminal. */
export function shortJson(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const json = JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner));
  return cut(escapeControls(json ?? typeof value));
}

export function cut(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX - 1)}…`;
}

/** JSON escapes the control characters below 0x20; a terminal obeys those from 0x7f to 0x9f, and newlines, as well. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
