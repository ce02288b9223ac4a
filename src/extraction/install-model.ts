/**
 * Puts a third-party model file where the hub looks for it, from a folder or from a public address. Nothing gets its
 * final name before its digest is the manifest's, so a broken download never stands in the way of the next attempt.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '../platform/limits.js';
import type { ModelDescription } from './model-manifest.js';

export type InstallOutcome =
  | { readonly kind: 'installed'; readonly from: string }
  | { readonly kind: 'not-installed'; readonly reasons: readonly string[] };

export type InstallSource =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'addresses'; readonly fetch: typeof fetch };

export async function installModel(
  model: ModelDescription,
  directory: string,
  source: InstallSource,
): Promise<InstallOutcome> {
  const places = source.kind === 'folder' ? [join(source.folder, model.file)] : (model.urls ?? []);
  const reasons: string[] = [];
  for (const place of places) {
    try {
      const bytes = await (source.kind === 'folder' ? readFile(place) : download(place, model, source.fetch));
      requireDigest(bytes, model);
      await writeAtomically(join(directory, model.file), bytes);
      return { kind: 'installed', from: place };
    } catch (error) {
      reasons.push(`${place}: ${reasonOf(error)}`);
    }
  }
  return { kind: 'not-installed', reasons };
}

/** Reads no more than the file may have. */
async function download(url: string, model: ModelDescription, fetcher: typeof fetch): Promise<Uint8Array> {
  const response = await fetcher(url, { signal: AbortSignal.timeout(LIMITS.modelDownloadMsMax) });
  if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
  const parts: Uint8Array[] = [];
  let count = 0;
  for await (const part of response.body) {
    count += part.length;
    if (count > model.bytes) throw new Error(`the answer has more than ${model.bytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function requireDigest(bytes: Uint8Array, { sha256 }: ModelDescription): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`sha256 is ${found}, expected ${sha256}`);
}

async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  await mkdir(join(path, '..'), { recursive: true });
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** `fetch` hides why it failed in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  if (cause instanceof Error) return `${error.message} (${cause.message || 'no connection'})`;
  return 'code' in error && error.code === 'ENOENT' ? 'no such file' : error.message;
}
