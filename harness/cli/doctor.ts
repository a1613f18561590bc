import type { Command } from 'commander';
import { EXIT_CODES } from '#reports/gate/exit-codes';

interface DoctorOptions {
  readonly json?: boolean;
  readonly out: string;
}

export function declareDoctor(root: Command): void {
  root
    .command('doctor')
    .description('look at this machine: what runs here, and what does not')
    .option('--out <dir>', 'folder that runs would be written to', 'runs')
    .option('--json', 'one JSON document on stdout')
    .action(async ({ json, out }: DoctorOptions) => {
      const { examine } = await import('./examination.ts');
      const findings = await examine(out);
      const well = findings.every((finding) => finding.ok || !finding.needed);
      if (json) process.stdout.write(`${JSON.stringify({ ok: well, findings }, null, 2)}\n`);
      else process.stdout.write(lines(findings, well));
      process.exitCode = well ? EXIT_CODES.go : EXIT_CODES.environmentUnavailable;
    });
}

function lines(
  findings: Awaited<ReturnType<typeof import('./examination.ts')['examine']>>,
  well: boolean,
): string {
  const rows = findings.map(({ ok, needed, title, says }) => {
    const mark = ok ? '✓' : needed ? '✗' : '–';
    return `${mark} ${title.padEnd(18)} ${says}\n`;
  });
  const end = well
    ? 'Ready: `npm start` runs the quickstart pilot.\n'
    : 'Not ready: see the lines marked ✗.\n';
  return `${rows.join('')}${end}`;
}
