import { createHmac, timingSafeEqual } from 'node:crypto';

/** `invoices:read` and the like. */
export interface Permission {
  readonly entity: string;
  readonly action: string;
}

const LOCATION = 'lnd';
/** Of the bakery's identifier: version 3, then a protobuf `MacaroonId`. */
const BAKERY_VERSION = 3;
/** LND keeps its first root key under this name. */
const ROOT_KEY_ID = '0';

const FIELD = { end: 0, location: 1, identifier: 2, verification: 4, signature: 6 } as const;

/** A macaroon as LND bakes and stores it: binary format v2, signed with the daemon's root key. */
export function bakeMacaroon(rootKey: Buffer, nonce: Buffer, permissions: readonly Permission[]): Buffer {
  const identifier = Buffer.concat([Buffer.of(BAKERY_VERSION), macaroonId(nonce, permissions)]);
  return Buffer.concat([
    Buffer.of(2),
    packet(FIELD.location, Buffer.from(LOCATION)),
    packet(FIELD.identifier, identifier),
    Buffer.of(FIELD.end, FIELD.end),
    packet(FIELD.signature, sign(sign(GENERATOR, rootKey), identifier)),
  ]);
}

export interface ReadMacaroon {
  readonly identifier: Buffer;
  /** First-party conditions that were added since: `time-before …`, `ipaddr …`. */
  readonly caveats: readonly string[];
  readonly signature: Buffer;
}

/** @throws MacaroonError with LND's text */
export function readMacaroon(bytes: Buffer): ReadMacaroon {
  if (bytes.length === 0) throw new MacaroonError('empty macaroon data');
  if (bytes[0] !== 2) throw new MacaroonError('cannot determine data format of binary-encoded macaroon');
  const reader = new PacketReader(bytes, 1);
  let field = reader.next();
  if (field.type === FIELD.location) field = reader.next();
  if (field.type !== FIELD.identifier) throw new MacaroonError('unmarshal v2: invalid macaroon header');
  const identifier = field.data;
  reader.expect(FIELD.end, 'unmarshal v2: invalid macaroon header');
  const caveats: string[] = [];
  for (field = reader.next(); field.type !== FIELD.end; field = reader.next()) {
    if (field.type === FIELD.location) field = reader.next();
    if (field.type !== FIELD.identifier) throw new MacaroonError('unmarshal v2: no Identifier in caveat');
    caveats.push(field.data.toString());
    field = reader.next();
    if (field.type === FIELD.verification)
      throw new MacaroonError('verification failed: cannot find discharge macaroon for caveat');
    if (field.type !== FIELD.end) throw new MacaroonError('unmarshal v2: extra fields found in caveat');
  }
  const signature = reader.next();
  if (signature.type !== FIELD.signature || signature.data.length !== 32)
    throw new MacaroonError('unmarshal v2: signature has unexpected length');
  return { identifier, caveats, signature: signature.data };
}

/**
 * What the bearer may do.
 * @throws MacaroonError with LND's text when it was not signed with this root key, also when a caveat was taken away.
 */
export function verifyMacaroon(rootKey: Buffer, macaroon: ReadMacaroon): readonly Permission[] {
  let expected = sign(sign(GENERATOR, rootKey), macaroon.identifier);
  for (const caveat of macaroon.caveats) expected = sign(expected, Buffer.from(caveat));
  if (!timingSafeEqual(expected, macaroon.signature))
    throw new MacaroonError('verification failed: signature mismatch after caveat verification');
  return permissionsOf(macaroon.identifier.subarray(1));
}

/** The text is what LND answers with. It never holds anything of the macaroon. */
export class MacaroonError extends Error {
  override readonly name = 'MacaroonError';
}

const GENERATOR = Buffer.alloc(32);
GENERATOR.write('macaroons-key-generator');

function sign(key: Buffer, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** `message MacaroonId { bytes nonce = 1; bytes storageId = 2; repeated Op ops = 3; }`, `Op { string entity = 1; repeated string actions = 2; }` */
function macaroonId(nonce: Buffer, permissions: readonly Permission[]): Buffer {
  const actions = new Map<string, string[]>();
  for (const { entity, action } of permissions) actions.set(entity, [...(actions.get(entity) ?? []), action]);
  const ops = [...actions].sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.concat([
    protoField(1, nonce),
    protoField(2, Buffer.from(ROOT_KEY_ID)),
    ...ops.map(([entity, of]) =>
      protoField(
        3,
        Buffer.concat([
          protoField(1, Buffer.from(entity)),
          ...of.map((action) => protoField(2, Buffer.from(action))),
        ]),
      ),
    ),
  ]);
}

function permissionsOf(macaroonId: Buffer): readonly Permission[] {
  const found: Permission[] = [];
  for (const [field, op] of protoFields(macaroonId)) {
    if (field !== 3) continue;
    let entity = '';
    for (const [of, data] of protoFields(op))
      if (of === 1) entity = data.toString();
      else found.push({ entity, action: data.toString() });
  }
  return found;
}

function protoField(field: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.of((field << 3) | 2), varint(data.length), data]);
}

function* protoFields(message: Buffer): Generator<readonly [field: number, data: Buffer]> {
  const reader = new PacketReader(message, 0);
  while (!reader.atEnd) {
    const tag = reader.varint();
    yield [tag >> 3, reader.bytes(reader.varint())];
  }
}

function packet(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), varint(data.length), data]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left >>>= 7) bytes.push((left & 127) | 128);
  return Buffer.of(...bytes, left);
}

class PacketReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): { readonly type: number; readonly data: Buffer } {
    const type = this.varint();
    return { type, data: type === FIELD.end ? Buffer.alloc(0) : this.bytes(this.varint()) };
  }

  expect(type: number, orElse: string): void {
    if (this.next().type !== type) throw new MacaroonError(orElse);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new MacaroonError('unmarshal v2: varint value out of range');
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new MacaroonError('unmarshal v2: varint value out of range');
  }

  bytes(length: number): Buffer {
    const data = this.#bytes.subarray(this.#at, this.#at + length);
    if (data.length < length) throw new MacaroonError('unmarshal v2: field data extends past end of buffer');
    this.#at += length;
    return data;
  }
}
