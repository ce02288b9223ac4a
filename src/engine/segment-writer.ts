/**
 * Thread that reads, writes and hashes the files of a gallery, so that the search thread need not. One job after the
 * other; it holds nothing between two.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { noteGarbage } from './collect-garbage.js';
import { isSegmentFolder, MANIFEST_FILE, openingFolder, segmentNameOf } from './folder-names.js';
import { type ReadSegment, readSegment } from './read-segment.js';
import { UnusableSegment } from './segment-header.js';
import type { FromWriter, ToWriter, WriterJob, WriterOptions } from './segment-writer-protocol.js';
import {
  buffersOfSources,
  type SegmentContent,
  syncFolder,
  writeFileDurably,
  writeSegment,
} from './write-segment.js';

const options = workerData as WriterOptions;
const { directory } = options;
const port = parentPort!;

port.on('message', ({ id, job }: ToWriter) => {
  try {
    const read = run(job);
    const buffers =
      read === undefined
        ? []
        : [read.references.buffer, ...(read.rows === undefined ? [] : [read.rows.buffer])];
    tell({ id, kind: 'done', ...(read === undefined ? {} : { read }) }, buffers);
  } catch (error) {
    if (error instanceof UnusableSegment)
      tell({ id, kind: 'unusable', fault: error.fault, message: error.message });
    else tell({ id, kind: 'refused', code: fileSystemCode(error) });
  }
});

function run(job: WriterJob): ReadSegment | undefined {
  switch (job.kind) {
    case 'write':
      return write(job.content);
    case 'read':
      return readSegment(directory, job.name, options);
    case 'manifest':
      return replaceManifest(job.text);
    case 'discard':
      return remove(openingFolder(directory, job.name));
    case 'keep-only':
      return keepOnly(new Set(job.names));
  }
}

function write(content: SegmentContent): undefined {
  writeSegment(directory, content);
  for (const { byteLength } of buffersOfSources(content.sources)) noteGarbage(byteLength);
  if (content.kind !== 'sealed') return;
  noteGarbage(readSegment(directory, content.name, options).references.length);
}

/** Whole and on the disk, or the one before. */
function replaceManifest(text: string): undefined {
  const path = join(directory, MANIFEST_FILE);
  const next = `${path}.next`;
  rmSync(next, { force: true });
  writeFileDurably(next, Buffer.from(text));
  renameSync(next, path);
  syncFolder(directory);
}

function keepOnly(names: ReadonlySet<string>): undefined {
  for (const entry of readdirSync(directory)) {
    const name = segmentNameOf(entry);
    if (name === undefined || (isSegmentFolder(entry) && names.has(name))) continue;
    remove(join(directory, entry));
  }
}

function remove(folder: string): undefined {
  rmSync(folder, { recursive: true, force: true });
}

/** Errors that are not of the file system are ours: they end the thread. */
function fileSystemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error)
    return error.code;
  throw error;
}

function tell(message: FromWriter, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
