/** What kind of value stands at every path of a message: `htlcs.0.route.hops.1.fee_msat → zero`. */
export function shapeOf(message: unknown, path = '', shape = new Map<string, string>()): Map<string, string> {
  if (Buffer.isBuffer(message)) return shapeOf(message.toString('hex'), path, shape);
  if (message === null || typeof message !== 'object') {
    shape.set(path, kindOf(message));
    return shape;
  }
  const entries = Object.entries(message);
  // Of a map by number one entry stands for all.
  const isMap = /(features|custom_records)$/.test(path);
  if (entries.length === 0) shape.set(path, 'nothing');
  for (const [name, value] of isMap ? entries.slice(0, 1) : entries)
    shapeOf(value, `${path === '' ? '' : `${path}.`}${isMap ? '*' : name}`, shape);
  return shape;
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (value === null) return 'nothing';
  const text = String(value);
  if (text === '' || text === '0' || /^0{64}$/.test(text)) return 'nothing';
  if (/^lnbcrt/.test(text)) return 'payment request';
  if (/^\d{1,20}$/.test(text)) return `${typeof value} of digits`;
  if (/^[0-9a-f]+$/.test(text)) return text.length > 20 ? `hex of ${text.length / 2}` : 'hex';
  return /^[A-Z_]+$/.test(text) ? text : 'text';
}

/** Where two messages differ in shape: `path: there → here`. */
export function differences(there: unknown, here: unknown): string[] {
  const [real, ours] = [shapeOf(there), shapeOf(here)];
  return [...new Set([...real.keys(), ...ours.keys()])]
    .filter((path) => real.get(path) !== ours.get(path))
    .map((path) => `${path}: ${real.get(path) ?? 'absent'} → ${ours.get(path) ?? 'absent'}`)
    .sort();
}
