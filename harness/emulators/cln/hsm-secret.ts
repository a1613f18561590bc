import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#chaos/random';

const BYTES = 32;

/** `hsm_secret`: from it a daemon derives its runes, so those of an earlier start still open the door. 32 bytes. */
export function hsmSecretIn(folder: string, random: Random): Uint8Array {
  const path = join(folder, 'hsm_secret');
  if (existsSync(path)) {
    const kept = readFileSync(path);
    if (kept.length === BYTES) return kept;
  }
  const secret = Uint8Array.from({ length: BYTES }, () => random.between(0, 255));
  writeFileSync(path, secret, { mode: 0o600 });
  return secret;
}
