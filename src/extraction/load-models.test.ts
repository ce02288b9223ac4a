import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { expectedModels, loadModels, loadSameModels } from './load-models.js';
import { ModelIntegrityError, ModelsExchangedError } from './model-integrity-error.js';

const atOnce = async () => {};
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

t.test('a worker that comes later works with what the process started with, or not at all', async (t) => {
  const at = folders(t, { own: 'own', face: 'face' });
  const expected = expectedModels(await loadModels(at));
  const idsOf = async (wanted: typeof expected) =>
    (await loadSameModels(at, wanted, atOnce)).models
      .filter(({ bytes }) => bytes)
      .map(({ description }) => description.id);
  t.same(await idsOf(expected), ['own', 'face']);
  t.same(await idsOf({ ...expected, installed: ['own'] }), ['own'], 'what was installed since stays out');

  const refused = async (what: RegExp) => {
    const error = await loadSameModels(at, expected, atOnce).catch((error: unknown) => error);
    t.type(error, ModelsExchangedError);
    t.match(error, { message: what });
  };
  const face = join(at.faceModelsDirectory, 'face.onnx');
  rmSync(face);
  await refused(/file of face is gone/);
  writeFileSync(face, 'face');
  const own = join(at.modelsDirectory, 'own.onnx');
  rmSync(own);
  await refused(/file of own is gone/);
  writeFileSync(own, 'own');
  const manifest = join(at.modelsDirectory, 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(
    manifest,
    text.replace('"chains":[]', '"chains":[{"templateVersion":"next","models":["own"]}]'),
  );
  await refused(/manifest is another one/);
  writeFileSync(manifest, text.replace('own.onnx', 'own-of-next-month.onnx'));
  await refused(/manifest is another one/);
  writeFileSync(manifest, text);
  writeFileSync(own, 'changed');
  await refused(/own\.onnx.*started again|started again.*own\.onnx/);
});

t.test('what is copied where nobody used a model stops nobody who works', async (t) => {
  const at = folders(t, { own: 'own' });
  const expected = expectedModels(await loadModels(at));
  writeFileSync(join(at.faceModelsDirectory, 'face.onnx'), 'the first half of a fa');
  const { models } = await loadSameModels(at, expected, atOnce);
  t.same(
    models.map(({ bytes }) => bytes !== undefined),
    [true, false],
  );
  await t.rejects(loadModels(at), { name: 'ModelIntegrityError' }, 'a start looks at all of them');
});

t.test('a file that is being written anew is looked at once more', async (t) => {
  const at = folders(t, { own: 'ow', face: 'face' });
  const expected = { ...expectedModels(await loadModels(folders(t, { own: 'own', face: 'face' }))) };
  writeFileSync(join(at.modelsDirectory, 'own.onnx'), 'ow');
  let pauses = 0;
  const writeTheRest = async () => {
    pauses += 1;
    writeFileSync(join(at.modelsDirectory, 'own.onnx'), 'own');
  };
  const { models } = await loadSameModels(at, expected, writeTheRest);
  t.equal(Buffer.from(models[0]!.bytes!).toString(), 'own');
  t.equal(pauses, 1);
});
