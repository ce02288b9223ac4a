import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { feedAfter } from '../testing/work-in-gallery.js';
import { naiveRanking, rankingOf } from './gallery-test-fixture.js';
import { never, newFolder, openLoaded, SEED, searches } from './open-test-gallery.js';

const PROGRAM = fileURLToPath(new URL('../testing/work-in-gallery.js', import.meta.url));
const KILLS = 4;

t.test('the next process answers exactly after SIGKILL at any moment, again and again', async (test) => {
  const random = seededRandom(SEED + 77);
  const directory = newFolder(test);
  let steps = 4;
  for (let kill = 0; kill < KILLS; kill++) {
    steps = await workUntilKilled(directory, steps, Math.floor(random() * 150));
    const feed = feedAfter(steps);
    const { gallery } = await openLoaded(test, feed, { directory });
    for (const each of searches(feed, 8, random)) {
      const answer = await gallery.search(each, never);
      test.equal(answer.complete, true);
      test.same(rankingOf(answer), naiveRanking(feed.references.values(), each));
    }
    await gallery.close();
  }
});

/** Steps that may have been taken: the last one told may be half done, and its changes are in the feed. */
async function workUntilKilled(directory: string, steps: number, afterMs: number): Promise<number> {
  const child = fork(PROGRAM, [directory, String(steps)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let taken = steps;
  child.on('message', (message: { readonly step: number }) => {
    taken = message.step + 1;
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended]);
  // The moment is what is tested, not waited for: any will do.
  await pause(afterMs);
  child.kill('SIGKILL');
  const [, signal] = (await ended) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error('the process ended by itself');
  return taken;
}
