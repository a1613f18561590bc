import { bech32 } from '../bech32.ts';
import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';
import { refuse } from './refusal.ts';

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM_LENGTH = 6;

/**
 * Reads a payment request as LND does (`zpay32/decode.go`, `zpay32/bech32.go`), with its texts.
 * @throws Refusal
 */
export function decodePayReq(desk: EmulatedDesk, text: string): DecodedBolt11 {
  let decoded: DecodedBolt11;
  try {
    decoded = desk.decode(text);
  } catch (error) {
    refuse(whyNot(text) ?? (error instanceof Error ? error.message : String(error)));
  }
  // Somebody else's network reads well and is refused all the same.
  if (!/^lnbcrt/i.test(text)) refuse(WRONG_NETWORK);
  return decoded;
}

const WRONG_NETWORK = "invoice not for current active network 'regtest'";

/** The first thing at which LND's decoder stumbles; null: none of the outer form. */
function whyNot(text: string): string | null {
  if (text.length < 8) return `invalid bech32 string length ${text.length}`;
  const odd = [...text].find((character) => character < '!' || character > '~');
  if (odd !== undefined) return `invalid character in string: '${odd}'`;
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return 'string not all lowercase or all uppercase';
  const one = lower.lastIndexOf('1');
  if (one < 1 || one + 1 + CHECKSUM_LENGTH > lower.length) return `invalid index of ${one}`;
  const prefix = lower.slice(0, one);
  const words: number[] = [];
  for (const character of lower.slice(one + 1)) {
    const word = CHARSET.indexOf(character);
    if (word < 0)
      return `failed converting data to bytes: invalid character not part of charset: ${character.charCodeAt(0)}`;
    words.push(word);
  }
  const expected = bech32(prefix, words.slice(0, -CHECKSUM_LENGTH)).slice(-CHECKSUM_LENGTH);
  const found = lower.slice(-CHECKSUM_LENGTH);
  if (found !== expected) return `checksum failed. Expected ${expected}, got ${found}.`;
  if (!prefix.startsWith('ln')) return 'prefix should be "ln"';
  return prefix.startsWith('lnbcrt') ? null : WRONG_NETWORK;
}

/** `validateInvoiceExpiry`: said before anything else of the payment is looked at (lnd-observed.md §1 (5)). */
export function refuseExpired(desk: EmulatedDesk, invoice: DecodedBolt11): void {
  const validUntilMs = invoice.createdAtMs + invoice.expirySeconds * 1000;
  if (desk.nowMs > validUntilMs) refuse(expiredText(invoice));
}

export function expiredText({ createdAtMs, expirySeconds }: DecodedBolt11): string {
  const time = new Date(createdAtMs + expirySeconds * 1000).toISOString();
  return `invoice expired. Valid until ${time.slice(0, 10)} ${time.slice(11, 19)} +0000 UTC`;
}
