import { argv, stderr, stdout } from 'node:process';
import { explain } from './failure.ts';
import { program } from './program.ts';

// `fulgurite list | head` closes our output early; that is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await program().parseAsync(argv);
} catch (error) {
  const { code, says } = explain(error);
  if (says !== '') stderr.write(`${says}\n`);
  process.exitCode = code;
}
