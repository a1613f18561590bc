import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import {
  MANIFEST_VERSION,
  type Manifest,
  manifestSchema,
  type RunDescription,
  runDescriptionSchema,
  type SealedFile,
} from './manifest.ts';

export const MANIFEST_FILE = 'manifest.json';
const DRAFT_FILE = `${MANIFEST_FILE}.part`;

export interface Seal {
  /** ISO 8601. */
  readonly finishedAt: string;
  readonly historyHash: string;
}

/** One thing that is wrong with a run folder; `what` is a sentence for people. */
export interface RunProblem {
  readonly kind: 'no-manifest' | 'bad-manifest' | 'incomplete' | 'missing' | 'altered' | 'unknown-file';
  readonly file: string;
  readonly what: string;
}

export type RunVerification =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly manifest: Manifest | null; readonly problems: readonly RunProblem[] };

/** Makes the folder and marks it incomplete, before anything else is written into it. */
export async function beginRun(folder: string, description: RunDescription): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeManifest(folder, {
    ...runDescriptionSchema.parse(description),
    manifestVersion: MANIFEST_VERSION,
    complete: false,
    finishedAt: null,
    historyHash: null,
    files: {},
  });
}

/** Hashes every file and replaces the manifest by a complete one, in one step: a run is sealed or it is not. */
export async function sealRun(folder: string, seal: Seal): Promise<Manifest> {
  const begun = await readManifest(folder);
  const files: Record<string, SealedFile> = {};
  for (const file of await filesOf(folder)) files[file] = await sealFile(join(folder, file));
  const manifest: Manifest = { ...begun, ...seal, complete: true, files };
  await writeManifest(folder, manifest);
  return manifest;
}

/** Whether the folder is what was sealed. Changes nothing; a folder that cannot be read is a problem, not a throw. */
export async function verifyRun(folder: string): Promise<RunVerification> {
  let manifest: Manifest;
  try {
    manifest = await readManifest(folder);
  } catch (error) {
    return { ok: false, manifest: null, problems: [manifestProblem(error)] };
  }
  const problems: RunProblem[] = [];
  const say = (kind: RunProblem['kind'], file: string, what: string) => problems.push({ kind, file, what });
  if (!manifest.complete)
    say('incomplete', MANIFEST_FILE, 'the run was not finished: run it again, or read it as a fragment');
  const present = new Set(await filesOf(folder));
  for (const [file, sealed] of Object.entries(manifest.files)) {
    if (!present.delete(file)) {
      say('missing', file, `${file} is sealed in the manifest, but it is not in the folder`);
      continue;
    }
    const found = await sealFile(join(folder, file));
    if (found.sha256 !== sealed.sha256)
      say('altered', file, `${file} was altered: sealed ${describe(sealed)}, found ${describe(found)}`);
  }
  if (manifest.complete)
    for (const file of present) say('unknown-file', file, `${file} was added after the run was sealed`);
  return problems.length === 0 ? { ok: true, manifest } : { ok: false, manifest, problems };
}

/** @throws when there is no manifest, or it is not one. */
export async function readManifest(folder: string): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')));
}

function manifestProblem(error: unknown): RunProblem {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return {
      kind: 'no-manifest',
      file: MANIFEST_FILE,
      what: `no ${MANIFEST_FILE}: this is not a run folder`,
    };
  const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  return { kind: 'bad-manifest', file: MANIFEST_FILE, what: `${MANIFEST_FILE} cannot be read: ${why}` };
}

/** Durable before it is seen: written beside, synced, then renamed over the old one. */
async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const draft = join(folder, DRAFT_FILE);
  const file = await open(draft, 'w');
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, MANIFEST_FILE));
}

/** Every file under the folder but the manifest, sorted, with `/` between. */
async function filesOf(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue; // a link or a pipe is no evidence: what it replaced is missing
    const path = join(entry.parentPath, entry.name).slice(join(folder, sep).length);
    const name = path.split(sep).join('/');
    if (name !== MANIFEST_FILE && name !== DRAFT_FILE) files.push(name);
  }
  return files.sort();
}

async function sealFile(path: string): Promise<SealedFile> {
  const { size } = await stat(path);
  const digest = createHash('sha256');
  for await (const block of createReadStream(path)) digest.update(block);
  return { bytes: size, sha256: digest.digest('hex') };
}

function describe({ bytes, sha256 }: SealedFile): string {
  return `${bytes} bytes, SHA-256 ${sha256.slice(0, 12)}…`;
}
