const VOID = new Set(['meta', 'br', 'img', 'input', 'link', 'hr']);
const TOKEN =
  /<!doctype html>|<\?xml[^?]*\?>|<style>[\s\S]*?<\/style>|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g;

/** What is wrong with a document: a stray angle bracket, an unquoted attribute, a bare ampersand, a wrong nesting. */
export function malformations(document: string): readonly string[] {
  const problems: string[] = [];
  const open: string[] = [];
  let at = 0;
  for (const token of document.matchAll(TOKEN)) {
    problems.push(...textProblems(document.slice(at, token.index)));
    at = token.index + token[0].length;
    const [, closing, name, attributes = '', selfClosing] = token;
    if (name === undefined) continue;
    problems.push(...textProblems(attributes));
    if (closing === '/') {
      const expected = open.pop();
      if (expected !== name) problems.push(`</${name}> closes <${expected}>`);
    } else if (selfClosing !== '/' && !VOID.has(name)) open.push(name);
  }
  problems.push(...textProblems(document.slice(at)), ...open.map((name) => `<${name}> is never closed`));
  return problems;
}

function textProblems(text: string): readonly string[] {
  const problems: string[] = [];
  if (/[<]/.test(text)) problems.push(`stray bracket in ${JSON.stringify(text.slice(0, 60))}`);
  if (text.includes(']]>')) problems.push(']]> in text');
  if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(text))
    problems.push(`bare ampersand in ${JSON.stringify(text.slice(0, 60))}`);
  return problems;
}
