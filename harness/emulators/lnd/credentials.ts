import { MacaroonError, type Permission, readMacaroon, verifyMacaroon } from './macaroon.ts';
import { REQUIRED } from './permissions.ts';

/** Macaroons that were verified are remembered; a client that shows ever new ones must not fill the memory. */
const REMEMBERED_MAX = 1_000;

/** Who may call what: LND's macaroon service with one root key. */
export class Credentials {
  readonly #rootKey: Buffer;
  readonly #known = new Map<
    string,
    { readonly may: readonly Permission[]; readonly caveats: readonly string[] }
  >();

  constructor(rootKey: Buffer) {
    this.#rootKey = rootKey;
  }

  /** Why this call is refused, in LND's words (all with code 2); null: it is allowed. */
  refusal(method: string, shown: readonly string[], nowMs: number): string | null {
    const needed = REQUIRED[method];
    if (needed === null || needed === undefined) return null;
    const [hex] = shown;
    if (hex === undefined || shown.length !== 1) return `expected 1 macaroon, got ${shown.length}`;
    const invalid = notHex(hex);
    if (invalid !== null) return invalid;
    try {
      const { may, caveats } = this.#verified(hex);
      const caveat = caveats.find((condition) => !holds(condition, nowMs));
      if (caveat !== undefined) return `verification failed: caveat ${JSON.stringify(caveat)} not satisfied`;
      return may.some(({ entity, action }) => entity === needed.entity && action === needed.action)
        ? null
        : 'permission denied';
    } catch (error) {
      if (error instanceof MacaroonError) return error.message;
      throw error;
    }
  }

  #verified(hex: string): { readonly may: readonly Permission[]; readonly caveats: readonly string[] } {
    const known = this.#known.get(hex);
    if (known !== undefined) return known;
    const macaroon = readMacaroon(Buffer.from(hex, 'hex'));
    const verified = { may: verifyMacaroon(this.#rootKey, macaroon), caveats: macaroon.caveats };
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(hex, verified);
    return verified;
  }
}

/** The conditions that LND's own clients add (`lncli constrainmacaroon`). Who calls is always on this machine. */
function holds(condition: string, nowMs: number): boolean {
  const [name, value = ''] = condition.split(' ');
  if (name === 'time-before') return nowMs < Date.parse(value);
  return name === 'ipaddr' && value === '127.0.0.1';
}

/** As Go's `encoding/hex` says it. */
function notHex(text: string): string | null {
  const odd = /[^0-9a-f]/i.exec(text)?.[0];
  if (odd !== undefined) {
    const point = odd.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `encoding/hex: invalid byte: U+${point} '${odd}'`;
  }
  return text.length % 2 === 0 ? null : 'encoding/hex: odd length hex string';
}
