import { randomUUID } from 'node:crypto';
import t from 'tap';
import { createLog } from '../platform/log.js';
import { createMatcherRegistry } from '../store/matcher-registry.js';
import { openTestDatabase } from '../testing/test-database.js';
import { applyGalleryShards, requireGalleryShards } from './gallery-shards.js';

const log = createLog({ level: 'silent', component: 'test' });

t.test('the gallery is divided where configuration says so and nobody holds it', async (t) => {
  const { url, database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const apply = (galleryShards?: number) =>
    applyGalleryShards(galleryShards === undefined ? {} : { galleryShards }, { url, log });
  t.equal(await apply(), undefined, 'nothing said, nothing done');
  t.equal(await apply(1), undefined, 'as it is');
  t.match(await apply(4), 'into 4');
  t.equal(await apply(), undefined);
  await requireGalleryShards({}, unitOfWork.sql);
  await requireGalleryShards({ galleryShards: 4 }, unitOfWork.sql);
  await t.rejects(requireGalleryShards({ galleryShards: 2 }, unitOfWork.sql), {
    name: 'CommandError',
    message: /is 2, but the gallery of this installation is in 4/,
  });
  await createMatcherRegistry(unitOfWork).report({ matcherId: randomUUID(), isAssigned: true }, []);
  await t.rejects(apply(2), { name: 'CommandError', message: /Stop all matchers/ });
  await requireGalleryShards({ galleryShards: 4 }, unitOfWork.sql);
});
