/** What a row of a metric table is about: `all`, `scenario:mixed`, `tier:low`, `implementation:plain`, `band:<1k`. */
export function sliceKey(by: string, name: string): string {
  return `${by}:${name}`;
}

export interface SliceGroup {
  /** Heading of the rows; '' for none. */
  readonly by: string;
  readonly slices: readonly { readonly key: string; readonly label: string }[];
}

/** Every way in which the pilot metrics are read (design §6), the whole run first. */
export function sliceGroups(names: {
  readonly scenarios: readonly string[];
  readonly tiers: readonly string[];
  readonly implementations: readonly string[];
  readonly bands: readonly string[];
}): readonly SliceGroup[] {
  const group = (by: string, key: string, all: readonly string[]): SliceGroup => ({
    by,
    slices: all.map((name) => ({ key: sliceKey(key, name), label: name })),
  });
  return [
    { by: '', slices: [{ key: 'all', label: 'the whole run' }] },
    group('By scenario', 'scenario', names.scenarios),
    group('By autonomy tier', 'tier', names.tiers),
    group('By implementation of the paying node', 'implementation', names.implementations),
    group('By value band, sat', 'band', names.bands),
  ];
}
