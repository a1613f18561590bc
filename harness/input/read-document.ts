import { hash } from 'node:crypto';
import type { z } from 'zod';
import { decodeText } from './decode-text.ts';
import { explainIssue, type Finding } from './explain-issue.ts';
import { type FieldPath, formatPath, parsePath } from './field-path.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import { fileProblem, type Problem, type Refusal } from './problem.ts';
import { readBytes } from './read-bytes.ts';
import { positionsOf } from './source-text.ts';

const MEBIBYTE = 1_048_576;
/** YAML costs about two seconds a mebibyte on a small machine, and no document that a person writes is this large. */
export const YAML_BYTES_MAX = 2 * MEBIBYTE;
export const JSON_BYTES_MAX = 8 * MEBIBYTE;

export interface ReadOptions {
  /** What the file is, for people: "a policy file". */
  readonly what?: string;
  readonly bytesMax?: number;
}

export interface DocumentRead<T> {
  readonly ok: true;
  readonly value: T;
  readonly file: string;
  readonly text: string;
  /** Of the bytes of the file, 64 hex digits. */
  readonly sha256: string;
  /** The line of a field (`channels[3].capacitySat`), or of the nearest field above it. */
  readonly lineOf: (path: string | FieldPath) => number;
  /** A problem that only shows after the schema: a name that means nothing, two fields that contradict each other. */
  readonly problemAt: (
    path: string | FieldPath,
    what: { readonly found: string; readonly allowed: string; readonly message: string },
  ) => Problem;
}

export type ReadResult<T> = DocumentRead<T> | Refusal;

/** Reads a YAML file, or a JSON file when its name ends so, and checks it; everything that is wrong at once. */
export function readDocument<T>(
  path: string,
  schema: z.ZodType<T>,
  options: ReadOptions = {},
): ReadResult<T> {
  const { what = 'a document', bytesMax = isJson(path) ? JSON_BYTES_MAX : YAML_BYTES_MAX } = options;
  const read = readBytes(path, what, bytesMax);
  if (!read.ok) return read;
  const decoded = decodeText(path, read.bytes);
  if (!decoded.ok) return decoded;
  return checkDocument(path, decoded.text, hash('sha256', read.bytes, 'hex'), schema, what);
}

/** The same for a text that is already in memory; `file` is only shown, and its ending chooses the format. */
export function readDocumentText<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  options: ReadOptions = {},
): ReadResult<T> {
  return checkDocument(file, text, hash('sha256', text, 'hex'), schema, options.what ?? 'a document');
}

function checkDocument<T>(
  file: string,
  text: string,
  sha256: string,
  schema: z.ZodType<T>,
  what: string,
): ReadResult<T> {
  if (text.trim() === '') return fileProblem(file, 'an empty file', what, 'there is nothing in it');
  const positionAt = positionsOf(text);
  const outcome = isJson(file) ? parseJson(text) : parseYaml(text);
  if (!outcome.ok) {
    const problems = outcome.faults.map(({ offset, path, ...said }) => ({
      file,
      ...positionAt(offset),
      path: formatPath(path),
      ...said,
    }));
    return { ok: false, problems };
  }
  const { value, offsetOf } = outcome.parsed;
  if (value === null) return fileProblem(file, 'only comments or null', what, 'there is nothing in it');
  const place = (path: FieldPath) => positionAt(offsetOf(path));
  const toProblem = ({ path, ...said }: Finding): Problem => ({
    file,
    ...place(path),
    path: formatPath(path),
    ...said,
  });

  const checked = schema.safeParse(value);
  if (!checked.success) {
    const problems = checked.error.issues
      .flatMap((issue) => explainIssue(issue, schema, value))
      .map(toProblem);
    return { ok: false, problems: problems.sort((x, y) => x.line - y.line || x.column - y.column) };
  }
  const parts = (path: string | FieldPath) => (typeof path === 'string' ? parsePath(path) : path);
  return {
    ok: true,
    value: checked.data,
    file,
    text,
    sha256,
    lineOf: (path) => place(parts(path)).line,
    problemAt: (path, said) => toProblem({ path: parts(path), ...said }),
  };
}

function isJson(file: string): boolean {
  return /\.json$/i.test(file);
}
