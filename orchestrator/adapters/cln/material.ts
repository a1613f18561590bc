import { readFileSync } from 'node:fs';

/** A certificate or a rune: as it is, or the file that holds it. */
export type Material = { readonly text: string } | { readonly file: string };

/**
 * Read when it is first needed, and again after `forget`: a daemon may write its files later than we start, and a rune may be
 * replaced while we run.
 */
export class MaterialText {
  readonly #material: Material;
  #text: string | null = null;
  /** All that was ever read: an answer may still speak of a rune that was replaced. */
  readonly seen = new Set<string>();

  constructor(material: Material) {
    this.#material = material;
  }

  /** @throws Error when the file cannot be read */
  read(): string {
    this.#text ??= 'text' in this.#material ? this.#material.text : readFileSync(this.#material.file, 'utf8');
    this.seen.add(this.#text.trim());
    return this.#text;
  }

  forget(): void {
    this.#text = null;
  }
}
