import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeSchema } from '#harness/emulators/control/shown';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';

/** What `topology up` writes into its folder beside the folders of the nodes. */
export const FILES = {
  running: 'topology.json',
  token: 'control.token',
  readme: 'README.txt',
} as const;

/** `topology.json`: which network runs in a folder, or ran there last, and how its nodes are reached. */
export const runningSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format'),
    state: z.enum(['running', 'stopped']).describe('As it was left: a network that crashed says running'),
    run: z.string().describe('Drawn at every start; GET /health of the control API says the same'),
    pid: z.int().describe('Process that serves the network'),
    startedAt: z.iso.datetime().describe('By the clock of the machine'),
    network: z.string().describe('Name of the topology'),
    topology: z
      .strictObject({
        file: z.string().describe('Absolute path'),
        sha256: z.string().describe('Of the document and all that it imports'),
      })
      .describe('Where the network comes from'),
    seed: z.string().describe('Of latencies, failures and preimages'),
    speed: z.number().describe('How many times as fast as the wall clock, at the start'),
    control: z
      .strictObject({
        url: z.string().describe('http://127.0.0.1:port; its OpenAPI document is at /openapi.json'),
        tokenFile: z.string().describe('Its content is the bearer token'),
      })
      .describe('The control API'),
    nodes: z.array(nodeSchema).describe('All nodes, in the order of the topology'),
  })
  .describe('Fulgurite: a network that `fulgurite topology up` runs');

export type RunningFile = z.infer<typeof runningSchema>;

/** @throws EnvironmentUnavailable when no network was ever started in this folder */
export function readRunningFile(folder: string): RunningFile {
  const read = lookForRunningFile(folder);
  if (read === null) throw neverStarted(folder);
  return read;
}

export function neverStarted(folder: string): EnvironmentUnavailable {
  return new EnvironmentUnavailable(
    `${folder}: no network was started here (there is no ${FILES.running} of Fulgurite). Start one: fulgurite topology up NAME --dir ${folder}`,
  );
}

/** null: there is none, or it is somebody else's. */
export function lookForRunningFile(folder: string): RunningFile | null {
  let text: string;
  try {
    text = readFileSync(join(folder, FILES.running), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw error;
  }
  try {
    return runningSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
