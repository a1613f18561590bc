import { hash } from 'node:crypto';
import type { Random } from '#chaos/random';
import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';

/** Draws preimages (32 bytes of the stream) and hashes them; the buffer is reused, the texts are not. */
export class Preimages {
  readonly #random: Random;
  readonly #bytes = Buffer.alloc(32);

  constructor(random: Random) {
    this.#random = random;
  }

  /** 64 lower-case hex digits. */
  draw(): Preimage {
    for (let at = 0; at < 32; at += 4) this.#bytes.writeUInt32LE(this.#random.uint32(), at);
    return this.#bytes.toString('hex') as Preimage;
  }

  /** SHA-256 of the preimage that was drawn last. */
  hashOfLast(): PaymentHash {
    return hash('sha256', this.#bytes, 'hex') as PaymentHash;
  }
}
