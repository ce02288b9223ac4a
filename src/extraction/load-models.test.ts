import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadModels } from './load-models.js';
import { ModelIntegrityError } from './model-integrity-error.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function folders(t: Tap, files: { readonly own: string; readonly face?: string }) {
  const root = t.testdir({ models: {}, faces: {} });
  const model = (id: string, optional: boolean) => ({ id, file: `${id}.onnx`, sha256: sha256(id), optional });
  const manifest = { format: 1, chains: [], models: [model('own', false), model('face', true)] };
  mkdirSync(join(root, 'models'), { recursive: true });
  writeFileSync(join(root, 'models', 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(root, 'models', 'own.onnx'), files.own);
  if (files.face !== undefined) writeFileSync(join(root, 'faces', 'face.onnx'), files.face);
  return { modelsDirectory: join(root, 'models'), faceModelsDirectory: join(root, 'faces') };
}

type Tap = Pick<typeof t, 'testdir'>;

t.test('files with the right digest are loaded', async (t) => {
  const { models } = await loadModels(folders(t, { own: 'own', face: 'face' }));
  t.same(
    models.map(({ bytes }) => bytes && Buffer.from(bytes).toString()),
    ['own', 'face'],
  );
});

t.test('a missing face model is no error', async (t) => {
  const { models } = await loadModels(folders(t, { own: 'own' }));
  t.equal(models[1]?.bytes, undefined);
});

t.test('a file that differs stops everything and is named with both digests', async (t) => {
  for (const files of [{ own: 'changed' }, { own: 'own', face: 'changed' }]) {
    const error = await loadModels(folders(t, files)).catch((error: unknown) => error);
    t.type(error, ModelIntegrityError);
    const id = files.face === undefined ? 'own' : 'face';
    const { message } = error as ModelIntegrityError;
    for (const part of [`${id}.onnx`, sha256(id), sha256('changed')]) t.ok(message.includes(part), part);
  }
});

t.test('a missing model of our own is named', async (t) => {
  const at = folders(t, { own: 'own' });
  const manifest = {
    format: 1,
    chains: [],
    models: [{ id: 'a', file: 'absent.onnx', sha256: '', optional: false }],
  };
  writeFileSync(join(at.modelsDirectory, 'manifest.json'), JSON.stringify(manifest));
  await t.rejects(loadModels(at), /absent\.onnx is missing/);
});
