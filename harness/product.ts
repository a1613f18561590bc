import about from '../package.json' with { type: 'json' };

/** Name and version of this product, as evidence and `--version` give them. */
export const PRODUCT = { name: about.name, version: about.version } as const;
