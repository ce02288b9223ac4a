/**
 * `npm run models -- list | verify | pull [--from <folder>]`: the third-party face models. The project's own models
 * come with it and are only checked.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installModel } from '../extraction/install-model.js';
import {
  type ModelDescription,
  readModelManifest,
  templateVersionOfModel,
} from '../extraction/model-manifest.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';

export type ModelsCommandOptions = {
  readonly faceModelsDirectory: string;
  readonly modelsDirectory?: string;
  readonly fetch?: typeof fetch;
  readonly print?: (line: string) => void;
};

/** Exit code: 0 done, 1 a file could not be had or is not the one named, 2 the command was not understood. */
export async function modelsCommand(argv: readonly string[], options: ModelsCommandOptions): Promise<number> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const context = {
    faceModelsDirectory: options.faceModelsDirectory,
    modelsDirectory: options.modelsDirectory ?? join(PACKAGE_ROOT, 'models'),
    fetch: options.fetch ?? fetch,
    print,
  };
  const [command, flag, folder, ...rest] = argv;
  if (command === 'list' && flag === undefined) return list(context);
  if (command === 'verify' && flag === undefined) return verify(context);
  if (command === 'pull' && flag === undefined) return pull(context, undefined);
  if (command === 'pull' && flag === '--from' && folder !== undefined && rest.length === 0) {
    return pull(context, resolve(folder));
  }
  print('Usage: npm run models -- list | verify | pull [--from <folder>]');
  return 2;
}

type Context = {
  readonly faceModelsDirectory: string;
  readonly modelsDirectory: string;
  readonly fetch: typeof fetch;
  readonly print: (line: string) => void;
};

async function list(context: Context): Promise<number> {
  const manifest = await readModelManifest(context.modelsDirectory);
  for (const model of manifest.models) {
    const state = await stateOf(model, context);
    const version = templateVersionOfModel(manifest, model.id) ?? 'no chain';
    context.print(`${model.id}  [${state.kind}]`);
    context.print(`    ${model.modality} ${model.role}, ${version}, ${model.licence}`);
    context.print(`    ${pathOf(model, context)}, ${model.bytes} bytes, sha256 ${model.sha256}`);
    context.print(`    ${model.provenance}`);
  }
  return 0;
}

/** A face model that is not installed is no fault; a file that differs always is. */
async function verify(context: Context): Promise<number> {
  const { models } = await readModelManifest(context.modelsDirectory);
  let exitCode = 0;
  for (const model of models) {
    const state = await stateOf(model, context);
    switch (state.kind) {
      case 'ok':
        context.print(`${model.id}: ok`);
        break;
      case 'missing':
        context.print(`${model.id}: missing (${pathOf(model, context)})`);
        if (model.optional)
          context.print('    Face operations do not work without it: `npm run models -- pull`.');
        else exitCode = 1;
        break;
      case 'differs':
        context.print(`${model.id}: differs (${pathOf(model, context)})`);
        context.print(`    expected sha256 ${model.sha256}, found ${state.sha256}`);
        exitCode = 1;
    }
  }
  return exitCode;
}

async function pull(context: Context, folder: string | undefined): Promise<number> {
  const { models } = await readModelManifest(context.modelsDirectory);
  let exitCode = 0;
  for (const model of models.filter(({ optional }) => optional)) {
    if (!(await pullOne(model, context, folder))) exitCode = 1;
  }
  context.print(
    exitCode === 0
      ? 'All face models are installed. Restart the hub to use them.'
      : 'Face operations stay unavailable until every file is in place; everything else works.',
  );
  return exitCode;
}

async function pullOne(
  model: ModelDescription,
  context: Context,
  folder: string | undefined,
): Promise<boolean> {
  if ((await stateOf(model, context)).kind === 'ok') {
    context.print(`${model.id}: already installed`);
    return true;
  }
  const source =
    folder === undefined
      ? ({ kind: 'addresses', fetch: context.fetch } as const)
      : ({ kind: 'folder', folder } as const);
  const outcome = await installModel(model, context.faceModelsDirectory, source);
  if (outcome.kind === 'installed') {
    context.print(`${model.id}: installed from ${outcome.from}`);
    return true;
  }
  context.print(`${model.id}: not installed`);
  for (const reason of outcome.reasons) context.print(`    ${reason}`);
  explainByHand(model, context);
  return false;
}

function explainByHand(model: ModelDescription, context: Context): void {
  if (!model.urls?.length) context.print(`    It has no public address. ${model.provenance}`);
  context.print(`    By hand: put the file ${model.file} (${model.bytes} bytes)`);
  context.print(`    with sha256 ${model.sha256}`);
  context.print(`    into ${context.faceModelsDirectory},`);
  context.print('    or run `npm run models -- pull --from <folder>` with a folder that holds it,');
  context.print('    or set HUB_FACE_MODELS to that folder.');
}

type FileState =
  | { readonly kind: 'ok' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'differs'; readonly sha256: string };

async function stateOf(model: ModelDescription, context: Context): Promise<FileState> {
  const bytes = await readFile(pathOf(model, context)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!bytes) return { kind: 'missing' };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return sha256 === model.sha256 ? { kind: 'ok' } : { kind: 'differs', sha256 };
}

function pathOf(model: ModelDescription, context: Context): string {
  return join(model.optional ? context.faceModelsDirectory : context.modelsDirectory, model.file);
}
