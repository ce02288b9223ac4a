/** The benchmark of identification runs tiny here, so that it never rots. What it measures on a shared machine is not looked at. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { runTiny } from '../run-tiny.js';
import type { RawIdentify } from './raw-identify.js';

/** Third-party files beside the project; the tests pass where they are absent. */
const FACE_MODELS = join(PACKAGE_ROOT, '..', 'shared', 'models');

t.test('identify, from the run to the page', { timeout: 300_000 }, async (t) => {
  const { raw } = await runTiny<RawIdentify>(t, 'identify', [
    '--gallery=60',
    '--fingers=1',
    '--connections=2',
    '--seconds=1',
    '--warm-seconds=1',
    '--open-seconds=2',
    '--shares=0.5',
    '--probes=one,four+face',
    '--persons=2',
    ...(existsSync(FACE_MODELS) ? [`--face-models=${FACE_MODELS}`] : []),
  ]);
  facesOf(t, raw);
});

/** Searched with where the face models are, and named as left out where they are not. */
function facesOf(
  t: Pick<Test, 'match' | 'same' | 'equal' | 'ok'>,
  { galleries, leftOut }: RawIdentify,
): void {
  const [gallery] = galleries;
  const probes = gallery!.probes.map(({ probe }) => probe);
  if (leftOut.length > 0) {
    t.match(leftOut, [{ probe: 'four fingers and face', reason: /--face-models/ }]);
    t.same(probes, ['one finger']);
    t.equal(gallery!.facesPerPerson, 0);
    return;
  }
  t.same(probes, ['one finger', 'four fingers and face']);
  t.equal(gallery!.facesPerPerson, 1);
  const { mated, mateFirst, referencesCompared } = gallery!.probes[1]!.found;
  t.equal(mateFirst, mated, 'the person is found');
  t.ok(referencesCompared > gallery!.persons, 'faces are compared beside fingers');
}
