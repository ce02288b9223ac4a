/** What a matcher finds in its folder when it starts: its name, its shards, and what is not its own any more. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createClosers } from './closers.js';
import { deleteForeignShards } from './delete-foreign-shards.js';
import { shardFolder } from './held-shard.js';
import { lockGalleryFolder } from './lock-gallery-folder.js';
import { matcherIdentity } from './matcher-identity.js';

const FIRST = '00000000-0000-4000-8000-000000000001';
const SECOND = '00000000-0000-4000-8000-000000000002';

t.test('a matcher keeps its identity, and gets one where there is none that can be used', async (t) => {
  const directory = join(t.testdir(), 'gallery');
  t.equal(matcherIdentity(directory, { uuid: () => FIRST }), FIRST);
  t.equal(matcherIdentity(directory, { uuid: () => SECOND }), FIRST);
  writeFileSync(join(directory, 'matcher-id'), 'half of o');
  t.equal(matcherIdentity(directory, { uuid: () => SECOND }), SECOND);
  t.equal(readFileSync(join(directory, 'matcher-id'), 'utf8'), `${SECOND}\n`);
});

t.test('files of shards it does not hold are deleted, and nothing else', async (t) => {
  const directory = t.testdir({
    'shard-0-of-3': { 'segment-1': { 'rows.bin': 'x' } },
    'shard-1-of-3': { 'segment-1': { 'rows.bin': 'x' } },
    'shard-0-of-2': { 'gallery.json': '{}' },
    'segment-7': { 'rows.bin': 'x' },
    'shard-of-pottery': { photo: 'x' },
    'matcher-id': FIRST,
  });
  deleteForeignShards(directory, [shardFolder(directory, { shard: 0, shardCount: 3 })]);
  t.same(readdirSync(directory).sort(), ['matcher-id', 'shard-0-of-3', 'shard-of-pottery']);
  t.same(readdirSync(join(directory, 'shard-0-of-3')), ['segment-1']);
});

t.test("a folder is one matcher's alone until it ends", async (t) => {
  const directory = join(t.testdir(), 'gallery');
  const [first, second] = [createClosers(), createClosers()];
  await lockGalleryFolder(directory, first);
  await t.rejects(lockGalleryFolder(directory, second), { name: 'CommandError', message: /HUB_GALLERY/ });
  await first.closeAll();
  await lockGalleryFolder(directory, second);
  await second.closeAll();
  t.same(readdirSync(directory), []);
});
