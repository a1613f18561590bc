import { expect, it, vi } from 'vitest';
import { contractCommand } from './contract-command.ts';

const { signal } = new AbortController();

it('a name that nothing has is bad input, with the nearest one, and nothing is run', async () => {
  const asked = contractCommand({ only: 'sim,pay.setles', quiet: true }, signal);
  await expect(asked).rejects.toMatchObject({
    name: 'InputError',
    problems: [{ message: 'did you mean "pay.settles"?' }],
  });
});

it('prints one document and ends with 0 when all is as declared', async () => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const flags = { only: 'restart.fee, sim/eclair, emulated/eclair', json: true, quiet: true };
    expect(await contractCommand(flags, signal)).toBe(0);
    const declared = { row: 'restart.fee', kind: 'declared', what: expect.stringContaining('fee') };
    expect(JSON.parse(String(print.mock.calls[0]![0]))).toMatchObject({
      kept: true,
      cells: [
        { ...declared, column: 'sim/eclair' },
        { ...declared, column: 'emulated/eclair' },
      ],
    });
  } finally {
    print.mockRestore();
  }
});

it('stops when it is told to', async () => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await contractCommand({ quiet: true }, AbortSignal.abort())).toBe(130);
  } finally {
    print.mockRestore();
  }
});
