/**
 * Fault classes of C15: the first word of a fault kind (properties-and-faults.md, "Fault vocabulary"). What an operator
 * does to the orchestrator (kill switch, configuration) is one class.
 */
export const FAULT_CLASSES = [
  'node',
  'net',
  'api',
  'evt',
  'ln',
  'chain',
  'orch',
  'store',
  'policy',
  'human',
  'control',
  'load',
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

/** First words that are no class of their own. */
const CONTROL = ['killswitch', 'config'];

/** The first words of the kinds of a class, each with its dot. */
export function prefixesOf(faultClass: FaultClass): readonly string[] {
  return (faultClass === 'control' ? ['control', ...CONTROL] : [faultClass]).map((word) => `${word}.`);
}

/** Kinds repeat: each is looked up once a thread. */
const indexOfKind = new Map<string, number>();

/** Index of the class of a fault kind, -1 for a kind of no known class. */
export function faultClassIndex(kind: string): number {
  const known = indexOfKind.get(kind);
  if (known !== undefined) return known;
  const index = FAULT_CLASSES.findIndex((name) => prefixesOf(name).some((prefix) => kind.startsWith(prefix)));
  indexOfKind.set(kind, index);
  return index;
}
