import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { pythonClient, titleOf } from './python-client.fixture.ts';
import { PythonSession } from './python-session.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a client that cannot be had', () => {
  it('is skipped by name, with a line that says why', async () => {
    const client = await pythonClient({ name: 'pyln-client', minors: { from: 98, to: 99 } });
    expect(client).toEqual({ missing: 'no Python 3.98 to 3.99 here' });
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const title = titleOf(client, 'pyln-client');
    expect(title).toBe('pyln-client — skipped: no Python 3.98 to 3.99 here');
    expect(warn.mock.calls).toEqual([[title]]);
    warn.mockRestore();
  });
});

describe('a session', () => {
  /** Node.js stands in for Python: what is tested here is this end of the pipe. */
  const start = (script: string) => {
    const file = join(folder, 'script.mjs');
    writeFileSync(file, script);
    return PythonSession.start(process.execPath, file, [], folder);
  };

  it('that cannot start says what the script said', async () => {
    await expect(start('throw new Error("no module named x")')).rejects.toThrow('no module named x');
    await expect(PythonSession.start(join(folder, 'none'), 'x', [], folder)).rejects.toThrow('ENOENT');
  });

  it('that ends rejects what is open, and what is asked later', async () => {
    const session = await start(`
      console.log('{"event":"ready"}');
      process.stdin.once('data', () => process.exit(3));
    `);
    await expect(session.call('getinfo')).rejects.toThrow('ended with 3');
    await expect(session.call('getinfo')).rejects.toThrow('has ended');
    await session.stop();
  });
});
