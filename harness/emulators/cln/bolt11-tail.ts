const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM_WORDS = 6;
const SIGNATURE_WORDS = 104;
const TIMESTAMP_WORDS = 7;
const FEATURES_TAG = CHARSET.indexOf('9');

/** The two fields of a BOLT 11 text that only `decode` shows. */
export interface Bolt11Tail {
  /** DER, hex. */
  readonly signature: string;
  /** Hex; '' when there is none. */
  readonly features: string;
}

/** @param text a valid invoice */
export function bolt11Tail(text: string): Bolt11Tail {
  const words = [...text.slice(text.lastIndexOf('1') + 1, -CHECKSUM_WORDS)].map((char) =>
    CHARSET.indexOf(char),
  );
  const signature = bytesOf(words.slice(-SIGNATURE_WORDS));
  return {
    signature: derSignature(signature.subarray(0, 32), signature.subarray(32, 64)),
    features: featuresIn(words.slice(TIMESTAMP_WORDS, -SIGNATURE_WORDS)),
  };
}

function featuresIn(fields: readonly number[]): string {
  for (let at = 0; at < fields.length; ) {
    const length = fields[at + 1]! * 32 + fields[at + 2]!;
    const value = fields.slice(at + 3, at + 3 + length);
    // Bits count from the end: the padding stands in front.
    if (fields[at] === FEATURES_TAG)
      return hexOf(value.reduce((bits, word) => bits * 32n + BigInt(word), 0n));
    at += 3 + length;
  }
  return '';
}

function derSignature(r: Buffer, s: Buffer): string {
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]).toString('hex');
}

function derInteger(bytes: Buffer): Buffer {
  const digits = Buffer.from(hexOf(BigInt(`0x${bytes.toString('hex')}`)), 'hex');
  const content = digits[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.of(0x02, content.length), content]);
}

function hexOf(value: bigint): string {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

function bytesOf(words: readonly number[]): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const word of words) {
    held = ((held << 5) | word) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
