import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findFaceModels } from './face-models.js';

t.test('what is missing is named, with what to do and no place of the machine', async (t) => {
  const folder = t.testdir();
  const found = await findFaceModels(folder);
  t.match(found, {
    kind: 'missing',
    reason:
      /face_detection_yunet_2026may\.onnx and .*0095.* not found; .*npm run models -- list.*--face-models/,
  });
  t.notMatch(found, { reason: folder });
});

t.test('a file that is not the one of the manifest is not used', async (t) => {
  const folder = t.testdir();
  writeFileSync(join(folder, 'face_detection_yunet_2026may.onnx'), 'something else');
  t.match(await findFaceModels(folder), { kind: 'missing', reason: /differs from models\/manifest\.json/ });
});
