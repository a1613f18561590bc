import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOMS = ['orchestrator', 'topologies', 'chaos', 'compose', 'reports', 'scenarios', 'harness', 'bench'];
const LINES_MAX = 500;

interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}
interface Import {
  readonly from: string;
  /** A path of ours without its extension, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return [`${path}/`, ...filesUnder(path)];
    return [path];
  });
}

/** Tests and their fixtures may look anywhere; what they prove is not shipped. */
function isTest(path: string): boolean {
  return /\.test\.ts$|[.-]fixture\.ts$|\/fixtures\/|\/testing\//.test(path);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

function importsOf({ path, text }: SourceFile): Import[] {
  return [...withoutComments(text).matchAll(IMPORT)].map((match) => {
    const target = match[2] ?? match[3]!;
    const ours = target.startsWith('#')
      ? target.slice(1)
      : target.startsWith('.')
        ? normalize(join(dirname(path), target))
        : target;
    return { from: path, to: ours.replace(/\.ts$/, ''), typeOnly: match[1] !== undefined };
  });
}

/** Room → what it may import of other rooms (design §3), as `prefix` or, for types alone, `type prefix`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  orchestrator: [],
  topologies: ['type orchestrator/domain/'],
  chaos: ['type orchestrator/', 'type topologies/'],
  compose: ['orchestrator/ports/', 'orchestrator/adapters/', 'type orchestrator/', 'topologies/', 'chaos/'],
  reports: ['type orchestrator/', 'type topologies/', 'type chaos/'],
  // The names of the tiers and the schema of an objective are vocabulary of the pilot file, not behaviour.
  scenarios: ['topologies/', 'chaos/', 'reports/gate/objective', 'orchestrator/domain/intent'],
  harness: ['orchestrator/', 'topologies/', 'chaos/', 'compose/', 'reports/', 'scenarios/', 'package.json'],
  bench: ['orchestrator/', 'topologies/', 'chaos/', 'compose/', 'reports/', 'scenarios/', 'harness/'],
};

/** The same inside the orchestrator: domain ← ports ← engine. `policy/decision` is the port of the policy. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  engine: ['domain', 'ports', 'policy/decision', 'type api/request'],
  api: ['domain'],
  audit: ['domain'],
  identity: ['domain'],
  policy: ['domain', 'identity'],
  routing: ['domain', 'ports', 'policy'],
  journal: ['domain', 'ports', 'audit'],
  adapters: ['domain', 'ports'],
};

function allowed(table: readonly string[] | undefined, target: string, typeOnly: boolean): boolean {
  return (table ?? []).some((rule) =>
    rule.startsWith('type ') ? typeOnly && target.startsWith(rule.slice(5)) : target.startsWith(rule),
  );
}

function wrongWay(file: SourceFile): string[] {
  if (isTest(file.path)) return [];
  const [room = '', folder = ''] = file.path.split('/');
  return importsOf(file).flatMap(({ from, to, typeOnly }) => {
    const [toRoom = '', toFolder = '', ...rest] = to.split('/');
    const tells = `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;
    if (!ROOMS.includes(toRoom) && to !== 'package.json') return [];
    if (toRoom !== room) return allowed(MAY_IMPORT[room], to, typeOnly) ? [] : [tells];
    if (room !== 'orchestrator' || folder === toFolder) return [];
    return allowed(INSIDE[folder], [toFolder, ...rest].join('/'), typeOnly) ? [] : [tells];
  });
}

/** An oracle that shares code with the suspect proves nothing: types only, for invariants and the oracle of routes. */
function sharesCode(file: SourceFile): string[] {
  if (isTest(file.path) || !/^harness\/(invariants|oracle)\//.test(file.path)) return [];
  return importsOf(file)
    .filter(({ to, typeOnly }) => !typeOnly && /^(orchestrator|harness\/sim|harness\/mutants)\//.test(to))
    .map(({ to }) => `${file.path} imports values of ${to}`);
}

const AMBIENT = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /(?<![.\w])performance\b/,
  /\bMath\.random\b/,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\b(randomUUID|randomBytes|randomInt|randomFill|getRandomValues)\b/,
  /(?<![.#\w/])process\.(hrtime|env|argv|uptime|exit|cwd|nextTick|memoryUsage|pid|std)/,
  /(?<![.#\w])fetch\(/,
];
/** Node's modules that are pure computation. */
const PURE_MODULES = ['node:crypto', 'node:assert'];

function ambient(file: SourceFile): string[] {
  const judged = /^(orchestrator\/(?!adapters\/)|harness\/sim\/|chaos\/)/.test(file.path);
  if (!judged || isTest(file.path)) return [];
  const code = withoutComments(file.text);
  const used = AMBIENT.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
  const modules = importsOf(file)
    .map(({ to }) => to)
    .filter((to) => to.startsWith('node:') && !PURE_MODULES.includes(to));
  return [...used, ...modules].map((what) => `${file.path} uses ${what}`);
}

function tooLong({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1;
  return lines > LINES_MAX ? [`${path} has ${lines} lines`] : [];
}

function vague(path: string): string[] {
  const named = /(^|[/.-])(utils?|helpers?|common)([/.-]|$)/i.test(path);
  return named ? [`${path} says nothing`] : [];
}

describe('house rules', () => {
  const paths = ROOMS.flatMap(filesUnder);
  const files = paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

  it('finds the house', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(1000);
  });
  it('imports go one way', () => expect(files.flatMap(wrongWay)).toEqual([]));
  it('the oracle shares no code with the suspect', () => expect(files.flatMap(sharesCode)).toEqual([]));
  it('nothing that must be deterministic looks at the machine', () =>
    expect(files.flatMap(ambient)).toEqual([]));
  it('rooms stay small', () => expect(files.flatMap(tooLong)).toEqual([]));
  it('every name says what it holds', () => expect(paths.flatMap(vague)).toEqual([]));
});

describe('each rule fires', () => {
  const at = (path: string, text: string): SourceFile => ({ path, text });

  it.each([
    ['orchestrator/engine/x.ts', "import { y } from '#harness/sim/kernel';"],
    ['orchestrator/engine/x.ts', "import type { Y } from '#harness/sim/kernel';"],
    ['orchestrator/domain/x.ts', "import type { Y } from '../ports/node.ts';"],
    ['orchestrator/engine/x.ts', "import {\n  RESEND_SAFE,\n} from '../adapters/capabilities.ts';"],
    ['orchestrator/engine/x.ts', "import { intentRequestSchema } from '../api/request.ts';"],
    ['chaos/x.ts', "import { BOUNDARIES } from '#orchestrator/domain/boundaries';"],
    ['reports/x.ts', "export { trial } from '#harness/sim/trial';"],
    ['reports/x.ts', "const late = await import('#compose/engine-probe');"],
    ['scenarios/x.ts', "import type { V } from '#reports/gate/verdict';"],
    ['harness/x.ts', "import '#bench/pilot';"],
  ])('imports: %s', (path, text) => expect(wrongWay(at(path, text))).toHaveLength(1));

  it.each([
    ['chaos/x.ts', "import type { B } from '#orchestrator/domain/boundaries';"],
    ['orchestrator/engine/x.ts', "import type { S } from '../api/request.ts';\n// import '#harness/x'"],
    ['orchestrator/engine/x.test.ts', "import { MemoryJournal } from '../journal/memory.ts';"],
    ['harness/x.ts', "import { z } from 'zod';"],
  ])('imports, and only then: %s', (path, text) => expect(wrongWay(at(path, text))).toEqual([]));

  it('shared code', () => {
    const value = "import { feePpm } from '#orchestrator/domain/money';";
    const type = "import type { Msat } from '#orchestrator/domain/money';";
    expect(sharesCode(at('harness/invariants/s99.ts', value))).toHaveLength(1);
    expect(sharesCode(at('harness/oracle/x.ts', "import { f } from '../sim/fee.ts';"))).toHaveLength(1);
    expect(sharesCode(at('harness/invariants/s99.ts', type))).toEqual([]);
  });

  it.each([
    'const at = Date.now();',
    'const at = new Date( );',
    'const at = performance.now();',
    'const at = Math.random();',
    'setTimeout(run, 1);',
    "import { randomUUID } from 'node:crypto';",
    'const at = process.hrtime.bigint();',
    "import { readFileSync } from 'node:fs';",
    "import { connect } from 'node:net';",
    "await fetch('x');",
  ])('ambient: %s', (text) => {
    expect(ambient(at('harness/sim/x.ts', text))).toHaveLength(1);
    expect(ambient(at('orchestrator/adapters/lnd/x.ts', text))).toEqual([]);
  });

  it('ambient, and only then', () => {
    const fine = '// Date.now() is forbidden\nthis.#process.start(); new Date(0); parts.process.act();';
    expect(ambient(at('chaos/x.ts', fine))).toEqual([]);
  });

  it('length and names', () => {
    expect(tooLong(at('chaos/x.ts', '\n'.repeat(LINES_MAX + 1)))).toHaveLength(1);
    expect(tooLong(at('chaos/x.ts', '\n'.repeat(LINES_MAX)))).toEqual([]);
    const bad = ['harness/utils/x.ts', 'chaos/helpers.ts', 'reports/sql-util.ts', 'chaos/common/'];
    expect(bad.flatMap(vague)).toHaveLength(bad.length);
    expect(['harness/commonwealth.ts', 'chaos/uncommon.ts'].flatMap(vague)).toEqual([]);
  });
});
