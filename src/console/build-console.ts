/**
 * Builds what browsers load out of `src/console/app`: one script, one style sheet, one page, nothing from elsewhere. A
 * tenth of a second, so that `npm start` does it whenever something has changed. Types are checked by the tests.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CONSOLE_DIRECTORY } from './console-directory.js';

/** `sources`: the folder `src/console/app` of the package. */
export async function buildConsole(options: {
  readonly sources: string;
  readonly directory?: string;
}): Promise<void> {
  const { sources, directory = CONSOLE_DIRECTORY } = options;
  mkdirSync(directory, { recursive: true });
  await build({
    entryPoints: { console: join(sources, 'main.tsx'), style: join(sources, 'style.css') },
    outdir: directory,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) copyFileSync(join(sources, file), join(directory, file));
}
