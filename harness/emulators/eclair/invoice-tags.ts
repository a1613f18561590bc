/** Fields of a BOLT 11 text that a decoded invoice does not hold and Eclair shows. */
export interface InvoiceTags {
  readonly createdAtSeconds: number;
  /** Hex; '' when absent. */
  readonly paymentHash: string;
  /** Set bits of tag `9`. */
  readonly featureBits: readonly number[];
  /** Seconds; null: the tag is absent. */
  readonly expirySeconds: number | null;
  /** Blocks; null: the tag is absent. */
  readonly minFinalCltvExpiry: number | null;
  /** Hex; '' when absent. */
  readonly paymentMetadata: string;
  readonly routingInfo: readonly (readonly RouteHint[])[];
}

export interface RouteHint {
  readonly nodeId: string;
  readonly shortChannelId: string;
  readonly feeBase: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
}

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const VALUES = new Map([...CHARSET].map((letter, value) => [letter, value]));
const TAG = { hash: 1, routing: 3, features: 5, expiry: 6, minFinalCltv: 24, metadata: 27 } as const;
const TIMESTAMP_WORDS = 7;
/** 520 bits of signature and 30 of checksum. */
const TAIL_WORDS = 110;
const HINT_BYTES = 51;

/** @param text a BOLT 11 invoice that was decoded already: nothing is checked here */
export function invoiceTags(text: string): InvoiceTags {
  const lower = text.toLowerCase();
  const words = [...lower.slice(lower.lastIndexOf('1') + 1)].map((letter) => VALUES.get(letter) ?? 0);
  let featureBits: number[] = [];
  let expirySeconds: number | null = null;
  let minFinalCltvExpiry: number | null = null;
  let paymentMetadata = '';
  let paymentHash = '';
  const routingInfo: RouteHint[][] = [];
  const end = words.length - TAIL_WORDS;
  for (let at = TIMESTAMP_WORDS; at + 3 <= end; ) {
    const length = words[at + 1]! * 32 + words[at + 2]!;
    const data = words.slice(at + 3, at + 3 + length);
    if (words[at] === TAG.features) featureBits = bitsOf(data);
    else if (words[at] === TAG.expiry) expirySeconds = numberOf(data);
    else if (words[at] === TAG.minFinalCltv) minFinalCltvExpiry = numberOf(data);
    else if (words[at] === TAG.metadata) paymentMetadata = bytesOf(data).toString('hex');
    else if (words[at] === TAG.hash) paymentHash = bytesOf(data).toString('hex');
    else if (words[at] === TAG.routing) routingInfo.push(hintsOf(bytesOf(data)));
    at += 3 + length;
  }
  const createdAtSeconds = numberOf(words.slice(0, TIMESTAMP_WORDS));
  return {
    createdAtSeconds,
    paymentHash,
    featureBits,
    expirySeconds,
    minFinalCltvExpiry,
    paymentMetadata,
    routingInfo,
  };
}

function bitsOf(data: readonly number[]): number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < data.length * 5; bit++) {
    const word = data[data.length - 1 - Math.floor(bit / 5)]!;
    if (((word >> (bit % 5)) & 1) !== 0) bits.push(bit);
  }
  return bits;
}

function numberOf(data: readonly number[]): number {
  return data.reduce((value, word) => value * 32 + word, 0);
}

function bytesOf(data: readonly number[]): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const word of data) {
    held = ((held & 0xff) << 5) | word;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

function hintsOf(bytes: Buffer): RouteHint[] {
  const hints: RouteHint[] = [];
  for (let at = 0; at + HINT_BYTES <= bytes.length; at += HINT_BYTES)
    hints.push({
      nodeId: bytes.toString('hex', at, at + 33),
      shortChannelId: `${bytes.readUIntBE(at + 33, 3)}x${bytes.readUIntBE(at + 36, 3)}x${bytes.readUInt16BE(at + 39)}`,
      feeBase: bytes.readUInt32BE(at + 41),
      feeProportionalMillionths: bytes.readUInt32BE(at + 45),
      cltvExpiryDelta: bytes.readUInt16BE(at + 49),
    });
  return hints;
}
