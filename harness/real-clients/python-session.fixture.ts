import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What the library raised. */
export class Raised extends Error {
  override readonly name: string;
  /** What a `pyln.client.RpcError` holds; null for others. */
  readonly error: unknown;

  constructor(told: { readonly class: string; readonly text: string; readonly error: unknown }) {
    super(told.text);
    this.name = told.class;
    this.error = told.error;
  }
}

type Line =
  | { readonly event: unknown }
  | { readonly id: number; readonly said: unknown }
  | { readonly id: number; readonly raised: ConstructorParameters<typeof Raised>[0] };

interface Waiting {
  resolve(said: unknown): void;
  reject(why: Error): void;
}

const STDERR_SHOWN = 2_000;
/** For the script to end once nobody speaks to it; then it is killed. */
const END_MS = 5_000;

/** A process in which a client library of Python runs, driven call by call (`python/session.py`). */
export class PythonSession {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, Waiting>();
  readonly #events: unknown[] = [];
  readonly #forEvents: Waiting[] = [];
  #calls = 0;
  #stderr = '';
  #ended = false;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_SHOWN);
    });
    createInterface({ input: child.stdout }).on('line', (line) => this.#hears(JSON.parse(line) as Line));
    child.once('close', (code) => this.#ends(`python ended with ${code}`));
    child.once('error', (why) => this.#ends(why.message));
    child.stdin.once('error', (why) => this.#ends(why.message));
  }

  /**
   * `folder` is where it works and what it takes for the home of its user.
   * @throws Error with what Python said, when the script cannot start
   */
  static async start(
    python: string,
    script: string,
    given: readonly string[],
    folder: string,
  ): Promise<PythonSession> {
    const env = { PATH: process.env.PATH ?? '', HOME: folder, PYTHONDONTWRITEBYTECODE: '1' };
    const session = new PythonSession(spawn(python, [script, ...given], { cwd: folder, env }));
    await session.event();
    return session;
  }

  /** @throws Raised */
  call<Said>(name: string, given: Readonly<Record<string, unknown>> = {}): Promise<Said> {
    const id = ++this.#calls;
    return new Promise<Said>((resolve, reject) => {
      if (this.#ended) return reject(new Error('the session has ended'));
      this.#waiting.set(id, { resolve: (said) => resolve(said as Said), reject });
      this.#child.stdin.write(`${JSON.stringify({ id, call: name, with: given })}\n`);
    });
  }

  /** The next thing that the library tells of its own accord, heard already or not. */
  event(): Promise<unknown> {
    if (this.#events.length > 0) return Promise.resolve(this.#events.shift());
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new Error('the session has ended'));
      this.#forEvents.push({ resolve, reject });
    });
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const closed = once(this.#child, 'close');
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    this.#child.stdin.end();
    await closed;
    clearTimeout(patience);
  }

  #hears(line: Line): void {
    if ('event' in line) {
      const first = this.#forEvents.shift();
      if (first === undefined) this.#events.push(line.event);
      else first.resolve(line.event);
      return;
    }
    const waiting = this.#waiting.get(line.id);
    this.#waiting.delete(line.id);
    if ('raised' in line) waiting?.reject(new Raised(line.raised));
    else waiting?.resolve(line.said);
  }

  #ends(how: string): void {
    this.#ended = true;
    const why = new Error(`${how}\n${this.#stderr}`);
    for (const { reject } of [...this.#waiting.values(), ...this.#forEvents.splice(0)]) reject(why);
    this.#waiting.clear();
  }
}
