#!/usr/bin/env node
// The version is asked for often and by scripts: it is answered before anything else is loaded.
const { argv } = process;
if (argv.length === 3 && argv[2] === '--version') {
  const { version } = await import('./version.js');
  process.stdout.write(`${version()}\n`);
} else {
  // Whoever reads only the beginning, as `head` does, has what it wants.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const { main } = await import('./main.js');
  process.exitCode = await main(argv.slice(2), process);
}
