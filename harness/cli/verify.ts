import type { Command } from 'commander';
import { EXIT_CODES } from '#reports/gate/exit-codes';

export function declareVerify(root: Command): void {
  root
    .command('verify')
    .description('is a run folder complete, and as it was sealed? 0: yes, 3: no')
    .argument('<run>', 'a run folder')
    .option('--json', 'one JSON document on stdout')
    .action(async (folder: string, { json }: { readonly json?: boolean }) => {
      const { verifyRun } = await import('#reports/evidence/run-folder');
      const verification = await verifyRun(folder);
      process.exitCode = verification.ok ? EXIT_CODES.go : EXIT_CODES.evidenceAltered;
      if (json) {
        process.stdout.write(`${JSON.stringify(verification, null, 2)}\n`);
      } else if (verification.ok) {
        const { files, finishedAt, historyHash } = verification.manifest;
        const count = Object.keys(files).length;
        process.stdout.write(
          `${folder}: ${count} files as sealed at ${finishedAt}.\nHistory hash: ${historyHash}\n`,
        );
      } else {
        process.stderr.write(verification.problems.map(({ what }) => `✗ ${what}\n`).join(''));
      }
    });
}
