import t from 'tap';
import type { ModelSessions } from '../open-sessions.js';
import { shrinkToSide, toBgr } from './bgr-image.js';
import { extractFace } from './extract-face.js';

const grey = (widthPx: number, heightPx: number) =>
  toBgr({ kind: 'image', widthPx, heightPx, channels: 1, data: Buffer.alloc(widthPx * heightPx, 128) });

/** What the detector was given; it finds nothing. */
function emptyDetector() {
  const sizes: string[] = [];
  const sessions = {
    run: async (_id: string, input: Float32Array, [, , height, width]: readonly number[]) => {
      sizes.push(`${width} x ${height}`);
      if (input.length === 0) throw new Error('nothing to look at');
      const none = new Float32Array();
      return Object.fromEntries([8, 16, 32].map((stride) => [`cls_${stride}`, none]));
    },
  } as unknown as ModelSessions;
  return { sizes, sessions };
}

t.test('an image too narrow for the eyes of a usable face is refused before any model runs', async (t) => {
  for (const [widthPx, heightPx] of [
    [1280, 2],
    [1280, 15],
    [1, 1280],
  ] as const) {
    const { sizes, sessions } = emptyDetector();
    const outcome = await extractFace(grey(widthPx, heightPx), sessions);
    t.match(outcome, { kind: 'rejected', defect: 'image-too-small', detail: /short side/ });
    t.same(sizes, []);
  }
});

t.test('one just wide enough is looked at', async (t) => {
  const { sizes, sessions } = emptyDetector();
  t.match(await extractFace(grey(1280, 16), sessions), { kind: 'rejected', defect: 'no-face-found' });
  t.same(sizes, ['640 x 32', '320 x 32', '640 x 32', '320 x 32']);
});

t.test('a side of an image never shrinks to nothing', async (t) => {
  const { widthPx, heightPx, planes } = shrinkToSide(grey(1280, 2), 320);
  t.same([widthPx, heightPx, ...planes.map(({ data }) => data.length)], [320, 1, 320, 320, 320]);
});
