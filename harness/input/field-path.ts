export type FieldPath = readonly (string | number)[];

/** `['channels', 3, 'capacitySat']` → `channels[3].capacitySat`; a key that is no plain word is quoted: `x["a b"]`. */
export function formatPath(path: FieldPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[A-Za-z_$][\w$-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** The way back from `formatPath`. Text that is no path gives the part that could be read. */
export function parsePath(text: string): FieldPath {
  const parts = text.matchAll(/\[(\d+)\]|\[("[^"\\]*(?:\\.[^"\\]*)*")\]|\.?([A-Za-z_$][\w$-]*)/gy);
  return [...parts].map(([, index, quoted, word]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? word! : (JSON.parse(quoted) as string);
  });
}
