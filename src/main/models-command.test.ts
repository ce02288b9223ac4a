import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { modelsCommand } from './models-command.js';

const URL_OF_FACE = 'https://models.example/face.onnx';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

type Tap = Pick<typeof t, 'testdir'>;

function installation(t: Tap) {
  const root = t.testdir({ models: {}, elsewhere: { 'face.onnx': 'face', 'handed-on.onnx': 'handed-on' } });
  const model = (id: string, optional: boolean, urls: readonly string[]) => ({
    id,
    modality: 'face',
    role: 'detector',
    file: `${id}.onnx`,
    sha256: sha256(id),
    bytes: id.length,
    optional,
    licence: 'MIT',
    provenance: 'Made for this test.',
    urls,
  });
  const models = [model('own', false, []), model('face', true, [URL_OF_FACE]), model('handed-on', true, [])];
  mkdirSync(join(root, 'models'), { recursive: true });
  writeFileSync(join(root, 'models', 'manifest.json'), JSON.stringify({ format: 1, chains: [], models }));
  writeFileSync(join(root, 'models', 'own.onnx'), 'own');
  const lines: string[] = [];
  const faces = join(root, 'faces');
  const run = (argv: readonly string[], answer: () => Promise<Response>) =>
    modelsCommand(argv, {
      faceModelsDirectory: faces,
      modelsDirectory: join(root, 'models'),
      fetch: answer,
      print: (line) => lines.push(line),
    });
  return { root, faces, lines, run };
}

const noNetwork = async (): Promise<Response> => {
  throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') });
};

t.test('without a network pull fails and says what to put where', async (t) => {
  const { run, lines, faces } = installation(t);
  t.equal(await run(['pull'], noNetwork), 1);
  const text = lines.join('\n');
  for (const part of ['ENOTFOUND', URL_OF_FACE, 'no public address', sha256('handed-on'), faces, '--from']) {
    t.ok(text.includes(part), part);
  }
});

t.test('pull takes what the address gives only with the pinned digest', async (t) => {
  const { run, lines, faces } = installation(t);
  t.equal(await run(['pull'], async () => new Response('fake')), 1);
  t.match(lines.join('\n'), /expected/);
  t.equal(await run(['pull'], async () => new Response('far too long')), 1);
  t.equal(await run(['pull'], async () => new Response('gone', { status: 404 })), 1);
  t.notOk(existsSync(join(faces, 'face.onnx')));
  t.equal(await run(['pull'], async () => new Response('face')), 1, 'the other file has no address');
  t.equal(readFileSync(join(faces, 'face.onnx'), 'utf8'), 'face');
  t.same(readdirSync(faces), ['face.onnx'], 'no temporary file is left');
});

t.test('pull copies from a folder, checked, and leaves alone what is there', async (t) => {
  const { run, lines, root, faces } = installation(t);
  writeFileSync(join(root, 'elsewhere', 'handed-on.onnx'), 'changed');
  t.equal(await run(['pull', '--from', join(root, 'elsewhere')], noNetwork), 1);
  t.same(readdirSync(faces), ['face.onnx']);
  writeFileSync(join(root, 'elsewhere', 'handed-on.onnx'), 'handed-on');
  t.equal(await run(['pull', '--from', join(root, 'elsewhere')], noNetwork), 0);
  t.match(lines.join('\n'), /face: already installed/);
  t.equal(await run(['verify'], noNetwork), 0);
});

t.test('verify: a face model may be missing, a file that differs may not be', async (t) => {
  const { run, lines, root } = installation(t);
  t.equal(await run(['verify'], noNetwork), 0);
  t.match(lines.join('\n'), /face: missing/);
  writeFileSync(join(root, 'models', 'own.onnx'), 'changed');
  t.equal(await run(['verify'], noNetwork), 1);
  t.ok(lines.join('\n').includes(sha256('changed')));
});

t.test('list shows every model; anything else is explained', async (t) => {
  const { run, lines } = installation(t);
  t.equal(await run(['list'], noNetwork), 0);
  for (const id of ['own', 'face', 'handed-on']) t.match(lines.join('\n'), new RegExp(`^${id} `, 'm'));
  for (const argv of [[], ['fetch'], ['pull', '--from'], ['list', 'all']])
    t.equal(await run(argv, noNetwork), 2);
});
