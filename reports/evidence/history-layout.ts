/**
 * The encoded history, version 1. All integers little-endian.
 *
 *   file   := "FGH\x01" event* 0xFF number(count)
 *   event  := kind:u8 bits:u24 [seq] [atMs] [intent] … [limitMsat] [hash] … [corridor]
 *   number := one byte: bit 7 more follows, bit 6 negative, bits 0-5 lowest bits; then 7 bits a byte, low bits first;
 *             0x40 ("minus zero") announces a float64 for what is not a safe integer
 *   string := number: 0 UTF-8 (number of bytes, bytes) · 1 thirty-two bytes shown as 64 hex digits ·
 *             2 UTF-16, for text with half a surrogate pair (number of units, units) · n ≥ 3 the string number n-3 of the dictionary
 *
 * `kind` is the index in `HISTORY_KIND_ORDER`. A bit says that a column is present, that is, differs from empty (for
 * `seq`: from one more than before; for `atMs`: from the time before, and what is written is the step). A string of at
 * most `LONGEST_SHARED` units joins the dictionary when it is first written; a full dictionary is emptied first.
 */
export const HISTORY_MAGIC = 'FGH\x01';
export const END_OF_HISTORY = 0xff;

export const COLUMN_BIT = {
  seq: 1 << 0,
  atMs: 1 << 1,
  intent: 1 << 2,
  attempt: 1 << 3,
  node: 1 << 4,
  peer: 1 << 5,
  request: 1 << 6,
  amountMsat: 1 << 7,
  feeMsat: 1 << 8,
  limitMsat: 1 << 9,
  hash: 1 << 10,
  actor: 1 << 11,
  was: 1 << 12,
  state: 1 << 13,
  cause: 1 << 14,
  digest: 1 << 15,
  tier: 1 << 16,
  corridor: 1 << 17,
} as const;
/** `atMs` is written whole, as a float64, and not as a step. */
export const AT_IS_FLOAT = 1 << 18;
export const KNOWN_BITS = (1 << 19) - 1;

export const NUMBER_IS_FLOAT = 0x40;

export const STRING_UTF8 = 0;
export const STRING_HEX = 1;
export const STRING_UTF16 = 2;
export const STRING_FIRST_INDEX = 3;

/** In UTF-16 units. Longer ones (bodies, audit texts) seldom come twice. */
export const LONGEST_SHARED = 96;
export const DICTIONARY_SIZE = 1 << 12;
