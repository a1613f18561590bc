const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

/** BIP 173 text of 5-bit words. */
export function bech32(prefix: string, words: readonly number[]): string {
  let check = 1;
  for (let at = 0; at < prefix.length; at++) check = step(check) ^ (prefix.charCodeAt(at) >> 5);
  check = step(check);
  for (let at = 0; at < prefix.length; at++) check = step(check) ^ (prefix.charCodeAt(at) & 31);
  let text = `${prefix}1`;
  for (const word of words) {
    check = step(check) ^ word;
    text += CHARSET[word];
  }
  for (let at = 0; at < 6; at++) check = step(check);
  check ^= 1;
  for (let at = 0; at < 6; at++) text += CHARSET[(check >> ((5 - at) * 5)) & 31];
  return text;
}

/** Whether a text is BIP 173 with a right checksum, whatever it says. */
export function isBech32(text: string): boolean {
  const end = text.lastIndexOf('1');
  const words = [...text.slice(end + 1)].map((char) => CHARSET.indexOf(char));
  return end > 0 && words.length >= 6 && bech32(text.slice(0, end), words.slice(0, -6)) === text;
}

/** Bytes as 5-bit words, padded with zero bits. */
export function wordsOf(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held & 31) << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) words.push((held >> (bits - 5)) & 31);
  }
  if (bits > 0) words.push((held << (5 - bits)) & 31);
  return words;
}

function step(check: number): number {
  let next = (check & 0x1ffffff) << 5;
  for (let bit = 0; bit < 5; bit++) if (((check >> (25 + bit)) & 1) !== 0) next ^= GENERATOR[bit]!;
  return next;
}
