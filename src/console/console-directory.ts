import { fileURLToPath } from 'node:url';

/** Beside the compiled files of this folder: where the console that browsers load is built to. */
export const CONSOLE_DIRECTORY = fileURLToPath(new URL('./browser/', import.meta.url));
