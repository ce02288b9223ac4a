import t from 'tap';
import type { TemplateId } from '../domain/ids.js';
import { createLog } from '../platform/log.js';
import { KEY_ENCRYPTION_KEY, newEncounter, reference } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import { until } from '../testing/until.js';
import type { GalleryReference } from '../workflows/ports/gallery.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { createGalleryFeed } from './gallery-feed.js';
import { openKeyring } from './keyring.js';
import { migrate } from './migrate.js';
import { pruneGalleryChanges } from './prune-gallery-changes.js';
import { createSubjects } from './subjects.js';

const signal = new AbortController().signal;

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { url, database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const subjects = createSubjects({ keyring });
  const feed = createGalleryFeed({ unitOfWork, keyring });
  const enrol = async (tx: Sql = unitOfWork.sql) => {
    const made = newEncounter();
    await subjects.insertEncounter(tx, made.encounter);
    return made;
  };
  const readAll = async () => {
    const references: GalleryReference[] = [];
    const state = await feed.readAll(async (batch) => {
      references.push(...batch);
    }, signal);
    return { ...state, references };
  };
  return { url, unitOfWork, ...unitOfWork, subjects, feed, enrol, readAll };
}

const idsOf = (references: readonly { readonly templateId: TemplateId }[]) =>
  references.map(({ templateId }) => templateId).sort();

t.test('a gallery is loaded and kept in step', async (t) => {
  const { sql, subjects, feed, enrol, readAll } = await open(t);
  const first = await enrol();
  const loaded = await readAll();
  const { system, subjectId, encounterId } = first.encounter;
  const { templateId } = first;
  t.same(loaded.references, [
    {
      templateId,
      system,
      subjectId,
      encounterId,
      origin: { memberState: first.encounter.memberState, category: 'entry' },
      template: reference(templateId),
    },
  ]);

  const nothing = await feed.changesSince(loaded.cursor);
  t.match(nothing, { added: [], erased: [] });
  const second = await enrol();
  const third = await enrol();
  await subjects.erase(sql, system, subjectId);
  await subjects.erase(sql, third.encounter.system, third.encounter.subjectId);
  const changed = await feed.changesSince(nothing.cursor);
  t.same(idsOf(changed.added), [second.templateId]);
  t.same(changed.added[0]?.template, reference(second.templateId));
  t.same([...changed.erased].sort(), [templateId, third.templateId].sort(), 'added and erased is erased');
  t.not(changed.snapshot, loaded.snapshot);
  t.ok(changed.snapshot.length < 32);
  t.match(await feed.changesSince(changed.cursor), { added: [], erased: [] });
});

t.test('a transaction that began first and committed last is not missed', async (t) => {
  const { transaction, feed, enrol, readAll } = await open(t);
  const loaded = await readAll();
  let cursor = loaded.cursor;
  const outcome = await transaction(async (early) => {
    const slow = await enrol(early);
    const quick = await transaction((late) => enrol(late));
    const between = await feed.changesSince(cursor);
    t.same(idsOf(between.added), [quick.templateId], 'what is not committed is not seen');
    cursor = between.cursor;
    t.same(
      (await readAll()).references.map(({ templateId }) => templateId),
      [quick.templateId],
    );
    return slow;
  });
  const after = await feed.changesSince(cursor);
  t.same(idsOf(after.added), [outcome.templateId]);
  t.same((await feed.changesSince(after.cursor)).added, []);
});

t.test('a gallery loaded while a transaction is open gets its references afterwards', async (t) => {
  const { transaction, feed, enrol, readAll } = await open(t);
  const { slow, cursor } = await transaction(async (early) => {
    const slow = await enrol(early);
    return { slow, cursor: (await readAll()).cursor };
  });
  t.same(idsOf((await feed.changesSince(cursor)).added), [slow.templateId]);
});

t.test('every change is delivered, in whatever order writers commit', async (t) => {
  const { transaction, subjects, feed, enrol, readAll } = await open(t);
  let { cursor } = await readAll();
  const inGallery = new Set<TemplateId>();
  const follow = async () => {
    const changes = await feed.changesSince(cursor);
    cursor = changes.cursor;
    for (const { templateId } of changes.added) inGallery.add(templateId);
    for (const templateId of changes.erased) inGallery.delete(templateId);
  };
  const writer = async (seed: number) => {
    for (let round = 0; round < 8; round++) {
      const made = await transaction(async (tx) => {
        const made = await enrol(tx);
        // Differing numbers of round trips make writers overtake each other.
        for (let trip = 0; trip < (seed * 7 + round * 5) % 11; trip++) await tx.query('select 1');
        return made;
      });
      const { system, subjectId } = made.encounter;
      if ((seed + round) % 3 === 0) await transaction((tx) => subjects.erase(tx, system, subjectId));
    }
  };
  let isWriting = true;
  const writers = Promise.all([1, 2, 3, 4].map(writer)).then(() => {
    isWriting = false;
  });
  while (isWriting) await follow();
  await writers;
  await follow();
  t.same([...inGallery].sort(), idsOf((await readAll()).references));
});

t.test('loading stops when it is told to', async (t) => {
  const { feed, enrol } = await open(t);
  await enrol();
  const controller = new AbortController();
  controller.abort();
  await t.rejects(
    feed.readAll(async () => {}, controller.signal),
    { name: 'AbortError' },
  );
});

t.test('a gallery whose changes were pruned is told to load anew', async (t) => {
  const { sql, unitOfWork, feed, enrol, readAll } = await open(t);
  const { cursor } = await readAll();
  await enrol();
  t.equal(await pruneGalleryChanges(unitOfWork, { limit: 10 }), 0, 'young changes stay');
  await sql.query(`update hub.gallery_changes set created_at = now() - interval '8 days'`);
  // Other tests share the server: while a transaction of theirs is older than the change, a cursor is not past it.
  await until(async () => {
    const [row] = await sql.query<{ is_past: boolean }>(
      `select pg_snapshot_xmin(pg_current_snapshot()) > xid as is_past
       from hub.gallery_changes order by xid desc limit 1`,
    );
    return row?.is_past === true;
  });
  const upToDate = (await feed.changesSince(cursor)).cursor;
  t.equal(await pruneGalleryChanges(unitOfWork, { limit: 10 }), 1);

  await t.rejects(feed.changesSince(cursor), { code: 'gallery-not-ready' });
  t.match(await feed.changesSince(upToDate), { added: [], erased: [] }, 'one that had seen them goes on');
  t.match(await feed.changesSince((await readAll()).cursor), { added: [], erased: [] });
});

t.test('a cursor of another database, of another shard, or of the future is told to load anew', async (t) => {
  const [{ feed, readAll }, other] = [await open(t), await open(t)];
  const { cursor } = await readAll();
  await feed.changesSince(cursor);
  const notReady = { code: 'gallery-not-ready' };
  await t.rejects(
    other.feed.changesSince(cursor),
    notReady,
    'the same cluster, where its numbers would be usable',
  );
  const [galleryId] = cursor.split('/');
  for (const wrong of [
    cursor.replace(/[\d,]+:[\d,]+:[\d,]*/, '900000000000:900000000000:'),
    cursor.slice(0, cursor.lastIndexOf('/')),
    `${galleryId}/0/1/900000000000:900000000000:`,
    cursor.replace('/0/1/', '/0/3/'),
    cursor.replace('/0/1/', '/1/1/'),
    '900000000000:900000000000:',
    '',
  ]) {
    await t.rejects(feed.changesSince(wrong), notReady, wrong);
  }
});

/** As if a transaction that a cursor takes for seen had come again, of another history. */
async function giveOutAgain(sql: Sql, templateId: TemplateId, xid: string): Promise<void> {
  await sql.query('update hub.gallery_changes set xid = $2::xid8 where template_id = $1', [templateId, xid]);
}

t.test('a cursor of what a restored or promoted database has lost is told to load anew', async (t) => {
  const { sql, feed, enrol, readAll } = await open(t);
  await enrol();
  const lost = await enrol();
  const { cursor } = await readAll();
  t.same((await feed.changesSince(cursor)).added, []);
  const [numbers] = await sql.query<{ change_id: string; xid: string }>(
    'delete from hub.gallery_changes where template_id = $1 returning change_id, xid',
    [lost.templateId],
  );
  await sql.query(`select setval('hub.gallery_changes_change_id_seq', $1, false)`, [numbers!.change_id]);
  const again = await enrol();
  await giveOutAgain(sql, again.templateId, numbers!.xid);
  await t.rejects(feed.changesSince(cursor), { code: 'gallery-not-ready' });
  t.match(await feed.changesSince((await readAll()).cursor), { added: [], erased: [] });
});

t.test(
  'a cursor is of another history too where its last change is there and one before is not',
  async (t) => {
    const { sql, feed, enrol, readAll } = await open(t);
    const [late] = [await enrol(), await enrol()];
    const { cursor } = await readAll();
    await sql.query('delete from hub.gallery_changes where template_id = $1', [late.templateId]);
    await t.rejects(feed.changesSince(cursor), { code: 'gallery-not-ready' });
  },
);

t.test(
  'what came after the reading is delivered although its transaction had been given out before',
  async (t) => {
    const { sql, feed, enrol, readAll } = await open(t);
    await enrol();
    const [seen] = await sql.query<{ xid: string }>('select xid from hub.gallery_changes');
    const { cursor } = await readAll();
    const after = await enrol();
    await giveOutAgain(sql, after.templateId, seen!.xid);
    const changes = await feed.changesSince(cursor);
    t.same(idsOf(changes.added), [after.templateId]);
    t.same((await feed.changesSince(changes.cursor)).added, [], 'once');
  },
);

t.test('a cursor goes on where its newest changes were pruned, and where there were none', async (t) => {
  const { sql, unitOfWork, feed, enrol, readAll } = await open(t);
  const ofNothing = (await readAll()).cursor;
  const first = await enrol();
  t.same(idsOf((await feed.changesSince(ofNothing)).added), [first.templateId]);
  await sql.query(`update hub.gallery_changes set created_at = now() - interval '8 days'`);
  await until(async () => {
    const [row] = await sql.query<{ is_past: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) > xid as is_past from hub.gallery_changes',
    );
    return row?.is_past === true;
  });
  const { cursor } = await readAll();
  t.equal(await pruneGalleryChanges(unitOfWork, { limit: 10 }), 1);
  const pruned = (await feed.changesSince(cursor)).cursor;
  const second = await enrol();
  for (const each of [cursor, pruned]) {
    t.same(idsOf((await feed.changesSince(each)).added), [second.templateId]);
  }
});

t.test('a cursor of pruned changes is of another history where there are not so many', async (t) => {
  const { sql, feed, enrol, readAll } = await open(t);
  await sql.query('update hub.gallery_pruned set through_change = 500');
  const { cursor } = await readAll();
  t.match(cursor, /\/500-500-0$/);
  t.match(await feed.changesSince(cursor), { added: [], erased: [] });
  await sql.query('update hub.gallery_pruned set through_change = 480');
  const notReady = { code: 'gallery-not-ready' };
  await t.rejects(feed.changesSince(cursor), notReady);
  await sql.query(`select setval('hub.gallery_changes_change_id_seq', 498)`);
  for (let again = 0; again < 3; again++) await enrol();
  await t.rejects(feed.changesSince(cursor), notReady, 'nor where others have its numbers since');
});

t.test('a cursor of changes that are lost is of another history although its first was pruned', async (t) => {
  const { sql, feed, enrol, readAll } = await open(t);
  const [, lost] = [await enrol(), await enrol()];
  const { cursor } = await readAll();
  await sql.query('delete from hub.gallery_changes where template_id = $1', [lost.templateId]);
  await sql.query(
    'update hub.gallery_pruned set through_change = (select min(change_id) from hub.gallery_changes)',
  );
  await t.rejects(feed.changesSince(cursor), { code: 'gallery-not-ready' });
});

t.test('a dump restored into another cluster makes galleries load once, after migrate', async (t) => {
  const changes: Readonly<Record<string, string>> = {
    pruned: `update hub.gallery_pruned set through_xid = '5000000000', through_change = 1`,
    kept: `update hub.gallery_changes set xid = '5000000000'`,
  };
  for (const [name, change] of Object.entries(changes)) {
    const { url, sql, feed, enrol, readAll } = await open(t);
    const log = createLog({ level: 'silent', component: 'test' });
    const [first] = [await enrol(), await enrol()];
    const before = await readAll();
    await migrate({ url, log });
    t.match(
      await feed.changesSince(before.cursor),
      { added: [], erased: [] },
      'migrate alone costs no loading',
    );

    await sql.query(change);
    await migrate({ url, log });
    await t.rejects(feed.changesSince(before.cursor), { code: 'gallery-not-ready' }, name);
    const loaded = await readAll();
    t.equal(loaded.references.length, 2);
    t.ok(idsOf(loaded.references).includes(first.templateId));
    const next = await feed.changesSince(loaded.cursor);
    t.match(next, { added: [], erased: [] }, name);
    const after = await enrol();
    t.same(idsOf((await feed.changesSince(next.cursor)).added), [after.templateId], name);
    await migrate({ url, log });
    t.match(await feed.changesSince(next.cursor), { erased: [] }, 'and only once');
  }
});
