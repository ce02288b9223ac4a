import { randomBytes } from 'node:crypto';
import t from 'tap';
import { OperationalError } from '../platform/operational-error.js';
import { KEY_ENCRYPTION_KEY } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import { openKeyring } from './keyring.js';

const PLACE = 'hub.samples.image:1';
const TEXT = new Uint8Array([0, 1, 127, 128, 255]);

t.test('what is sealed opens in its own place only', async (t) => {
  const { database } = await openTestDatabase(t);
  const keyring = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const sealed = keyring.seal(TEXT, PLACE);

  t.same([...keyring.open(sealed, PLACE)], [...TEXT]);
  t.same([...keyring.open(keyring.seal(new Uint8Array(), PLACE), PLACE)], []);
  t.notSame([...sealed], [...keyring.seal(TEXT, PLACE)], 'a nonce is used once');
  t.throws(() => keyring.open(sealed, 'hub.samples.image:2'), /does not belong where it stands/);
  for (let at = 5; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed);
    changed[at]! ^= 1;
    t.throws(() => keyring.open(changed, PLACE), `byte ${at} is authenticated`);
  }
  t.throws(() => keyring.open(sealed.subarray(0, 20), PLACE), /known version/);
});

t.test('processes that start at once agree on one data key', async (t) => {
  const { database } = await openTestDatabase(t);
  const opening = () => openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const keyrings = await Promise.all([1, 2, 3, 4].map(opening));

  for (const keyring of keyrings) {
    const sealed = keyring.seal(TEXT, PLACE);
    for (const other of keyrings) t.same([...other.open(sealed, PLACE)], [...TEXT]);
    t.same(keyring.mac('purpose', TEXT), keyrings[0]!.mac('purpose', TEXT));
  }
  t.notSame(keyrings[0]!.mac('purpose', TEXT), keyrings[0]!.mac('other purpose', TEXT));
  t.equal((await database.unitOfWork.sql.query('select from hub.data_keys')).length, 1);
});

t.test('a wrong key encryption key is refused at the start', async (t) => {
  const { database } = await openTestDatabase(t);
  await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });

  const wrong = { id: KEY_ENCRYPTION_KEY.id, key: randomBytes(32) };
  await t.rejects(openKeyring({ ...database, keyEncryptionKey: wrong }), {
    message:
      'key encryption key test-1 does not open data key 1: it is not the key this database was made with',
  });
  const other = { id: 'test-2', key: randomBytes(32) };
  await t.rejects(openKeyring({ ...database, keyEncryptionKey: other }), {
    message: 'data key 1 is wrapped under key encryption key test-1, which is not configured',
  });
  const short = { id: 'test-1', key: randomBytes(16) };
  await t.rejects(openKeyring({ ...database, keyEncryptionKey: short }), {
    message: 'a key encryption key has 32 bytes',
  });
});

t.test('a new key encryption key takes over the data keys of the previous one', async (t) => {
  const { database } = await openTestDatabase(t);
  const first = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const sealed = first.seal(TEXT, PLACE);
  const next = { id: 'test-2', key: randomBytes(32) };

  await openKeyring({ ...database, keyEncryptionKey: next, previousKeys: [KEY_ENCRYPTION_KEY] });

  const alone = await openKeyring({ ...database, keyEncryptionKey: next });
  t.same([...alone.open(sealed, PLACE)], [...TEXT]);
  t.same(alone.mac('purpose', TEXT), first.mac('purpose', TEXT));
});

t.test(
  'after a rotation the new data key seals, the old one still opens, and others learn of it',
  async (t) => {
    const { database } = await openTestDatabase(t);
    const opening = () => openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
    const [rotating, other] = [await opening(), await opening()];
    const before = rotating.seal(TEXT, PLACE);
    const mac = rotating.mac('purpose', TEXT);
    await rotating.rotate();
    const after = rotating.seal(TEXT, PLACE);

    t.same([...rotating.open(before, PLACE)], [...TEXT]);
    t.same(rotating.mac('purpose', TEXT), mac);
    t.same([...(await opening()).open(after, PLACE)], [...TEXT]);
    t.throws(() => other.open(after, PLACE), OperationalError);
    await retried(async () => t.same([...other.open(after, PLACE)], [...TEXT]));

    async function retried(work: () => Promise<unknown>): Promise<void> {
      for (let attempt = 0; attempt < 100; attempt++) {
        try {
          await work();
          return;
        } catch (error) {
          if (!(error instanceof OperationalError)) throw error;
          await database.ping();
        }
      }
      t.fail('the other process never learnt of the new data key');
    }
  },
);

t.test('a process that was idle opens what others sealed with a key it had not seen', async (t) => {
  const { database } = await openTestDatabase(t);
  const opening = () => openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const [busy, idle] = [await opening(), await opening()];
  await busy.rotate();
  await idle.keepUp();
  t.same([...idle.open(busy.seal(TEXT, PLACE), PLACE)], [...TEXT]);
});

const dataKeyOf = (sealed: Uint8Array) => Buffer.from(sealed).readUInt32BE(1);

t.test('an old data key gets a next one, with which all seal once all have read it', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const opening = () => openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const count = async () => (await sql.query('select from hub.data_keys')).length;
  const age = (dataKeyId: number, interval: string) =>
    sql.query('update hub.data_keys set created_at = now() - $2::interval where data_key_id = $1', [
      dataKeyId,
      interval,
    ]);
  const young = await opening();
  await age(1, '89 days');
  const keyrings = [young, ...(await Promise.all([opening(), opening()]))];
  const keepUp = () => Promise.all(keyrings.map((each) => each.keepUp()));
  await keepUp();
  t.equal(await count(), 1, 'not old yet');
  await age(1, '91 days');
  for (const each of keyrings) each.open(each.seal(TEXT, PLACE), PLACE);
  await database.ping();
  t.equal(await count(), 1, 'nothing is done beside sealing and opening');
  await keepUp();
  t.equal(await count(), 2, 'one, for all of them');
  await age(2, '59 minutes');
  await keyrings[0]!.keepUp();
  await keepUp();
  for (const each of keyrings)
    t.equal(dataKeyOf(each.seal(TEXT, PLACE)), 1, 'it seals until all know the next');
  await age(2, '61 minutes');
  for (const each of keyrings) {
    await each.keepUp();
    const sealed = each.seal(TEXT, PLACE);
    t.equal(dataKeyOf(sealed), 2);
    for (const other of keyrings) t.same([...other.open(sealed, PLACE)], [...TEXT], 'known beforehand');
  }
  t.equal(await count(), 2);
});

t.test('a data key under which a process has sealed many values gets a next one', async (t) => {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const count = async () => (await sql.query('select from hub.data_keys')).length;
  const keyring = await openKeyring({ ...database, keyEncryptionKey: KEY_ENCRYPTION_KEY, valuesMax: 5 });
  const seal = (times: number) => {
    for (let sealed = 0; sealed < times; sealed++) keyring.seal(TEXT, PLACE);
  };
  seal(4);
  await keyring.keepUp();
  t.equal(await count(), 1, 'fewer than may be');
  seal(1);
  await keyring.keepUp();
  t.equal(await count(), 2);
  seal(20);
  await keyring.keepUp();
  t.equal(await count(), 2, 'one is enough');
});
