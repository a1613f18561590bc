import { renameSync, writeFileSync } from 'node:fs';

/** The whole file or nothing: written beside its place under another name, then renamed. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.writing`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
