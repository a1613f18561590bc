import { z } from 'zod';
import { IMPLEMENTATIONS } from './network.ts';
import { CAPACITY_SAT_MAX, HTLC_SLOTS_MAX } from './network-limits.ts';

const U32_MAX = 4_294_967_295;

const name = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,66}$/)
    .describe(`${what}: 1 to 66 letters, digits, ".", "_" or "-"`);

const implementation = z.enum(IMPLEMENTATIONS);
const feeBaseMsat = z.int().min(0).max(U32_MAX);
const feePpm = z.int().min(0).max(U32_MAX);
const cltvDeltaBlocks = z.int().min(1).max(2016);
const htlcMinMsat = z.int().min(0);
const htlcMaxMsat = z.int().min(1);
const reserveSat = z.int().min(0).max(CAPACITY_SAT_MAX);
const htlcSlots = z.int().min(1).max(HTLC_SLOTS_MAX);
const split = z.number().min(0).max(1);

const policyFields = {
  feeBaseMsat: feeBaseMsat.optional().describe('Flat fee per forwarded HTLC, msat (BOLT 7 fee_base_msat)'),
  feePpm: feePpm.optional().describe('Proportional fee, millionths (BOLT 7 fee_proportional_millionths)'),
  cltvDeltaBlocks: cltvDeltaBlocks.optional().describe('Blocks between incoming and outgoing time lock'),
  htlcMinMsat: htlcMinMsat.optional().describe('Smallest HTLC, msat'),
  htlcMaxMsat: htlcMaxMsat.optional().describe('Largest HTLC, msat; at most the capacity'),
};

const side = z.strictObject({
  ...policyFields,
  disabled: z.boolean().optional().describe('True when this side forwards nothing (BOLT 7 channel_flags)'),
});

const node = z.strictObject({
  name: name('Unique name of the node'),
  implementation: implementation
    .optional()
    .describe('Which daemon the node stands for; default: defaults.implementation'),
  roles: z
    .array(z.enum(['payer', 'payee', 'router']))
    .default(['router'])
    .describe('payer: driven by the orchestrator; payee: makes invoices; every node may route'),
  pubkey: z
    .string()
    .regex(/^0[23][0-9a-f]{64}$/)
    .optional()
    .describe('Compressed public key, 66 lower-case hex digits; default: derived from the name'),
  image: z.string().min(1).optional().describe('Container image, used by the docker environment only'),
});

const channel = z.strictObject({
  a: name('Node on side a'),
  b: name('Node on side b'),
  capacitySat: z.int().min(1).max(CAPACITY_SAT_MAX).describe('Capacity in sat'),
  split: split
    .optional()
    .describe('Share of the capacity that side a owns at the start; default: defaults.split'),
  balanceASat: z
    .int()
    .min(0)
    .max(CAPACITY_SAT_MAX)
    .optional()
    .describe('What side a owns at the start, in sat; instead of split'),
  ...policyFields,
  reserveSat: reserveSat.optional().describe('Each side must keep this much, sat; default: 1 % (BOLT 2)'),
  htlcSlots: htlcSlots.optional().describe('HTLCs each side accepts at once (BOLT 2 max_accepted_htlcs)'),
  sideA: side.optional().describe('What side a asks, where it differs from the fields above'),
  sideB: side.optional().describe('What side b asks, where it differs from the fields above'),
});

const defaults = z.strictObject({
  implementation: implementation.default('plain').describe('Daemon of nodes that name none'),
  feeBaseMsat: feeBaseMsat.default(1000).describe('Flat fee, msat'),
  feePpm: feePpm.default(1).describe('Proportional fee, millionths'),
  cltvDeltaBlocks: cltvDeltaBlocks.default(80).describe('Blocks between incoming and outgoing time lock'),
  htlcMinMsat: htlcMinMsat.default(1000).describe('Smallest HTLC, msat'),
  htlcMaxMsat: htlcMaxMsat.optional().describe('Largest HTLC, msat; default and upper bound: the capacity'),
  reserveSat: reserveSat
    .optional()
    .describe('Reserve of each side, sat; default: 1 % of the capacity (BOLT 2)'),
  htlcSlots: htlcSlots.default(HTLC_SLOTS_MAX).describe('HTLCs each side accepts at once; BOLT 2 allows 483'),
  split: split.default(0.5).describe('Share of side a'),
});

const seededSplit = z
  .strictObject({ seed: z.int().min(0).max(U32_MAX).describe('Same seed, same balances') })
  .describe('Side a owns a share drawn evenly from 0 to 1 for each channel');

const richest = z.strictObject({
  richest: z.int().min(1).describe('So many nodes, by the sum of their channel capacities'),
});
const nodeNames = z.array(z.string().min(1)).min(1);

const roles = {
  payers: z.union([nodeNames, richest]).describe('Nodes that pay: names, or the richest n'),
  payees: z
    .union([z.enum(['reachable', 'others']), nodeNames, richest])
    .default('reachable')
    .describe(
      'Nodes that make invoices: reachable (each other node that every payer has an enabled path to), others (each other node with a channel), names, or the richest n of the reachable',
    ),
  payerImplementations: z
    .array(implementation)
    .min(1)
    .default(['plain'])
    .describe('Daemons that the payers stand for, taken in turn; all other nodes are plain'),
};

const filePath = (what: string) =>
  z.string().min(1).describe(`${what}, relative to this document; may be compressed with gzip`);

const describegraphImport = z.strictObject({
  format: z.literal('lnd-describegraph').describe('JSON of lncli describegraph'),
  path: filePath('The JSON file'),
  split: z
    .union([z.literal('half'), seededSplit])
    .default('half')
    .describe('Who owns what at the start; a public graph does not say'),
  ...roles,
});

const clothImport = z.strictObject({
  format: z.literal('cloth-csv').describe('The three CSV files of the CLoTH simulator, amounts in msat'),
  nodes: filePath('CSV of the nodes'),
  channels: filePath('CSV of the channels'),
  edges: filePath('CSV of the edges'),
  split: z
    .union([z.literal('file'), z.literal('half'), seededSplit])
    .default('file')
    .describe('file: the balances that the edges carry'),
  ...roles,
});

/** A network as a YAML document: written out (`nodes`, `channels`), or imported (`import`), never both. */
export const topologySchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format'),
    name: name('Name of the topology'),
    description: z.string().optional().describe('One sentence for people'),
    defaults: defaults.prefault({}).describe('Values for every node and channel that does not say otherwise'),
    nodes: z.array(node).min(1).optional().describe('The nodes; not together with import'),
    channels: z.array(channel).min(1).optional().describe('The channels; not together with import'),
    import: z
      .discriminatedUnion('format', [describegraphImport, clothImport])
      .optional()
      .describe('A graph in the format of another tool, instead of nodes and channels'),
  })
  .describe('Fulgurite topology: a Lightning network as data');

export type TopologyDocument = z.output<typeof topologySchema>;
export type ChannelEntry = z.output<typeof channel>;
export type TopologyDefaults = z.output<typeof defaults>;
export type TopologyImport = NonNullable<TopologyDocument['import']>;
