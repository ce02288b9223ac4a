import t from 'tap';
import { joinRuns } from './joined-runs.js';

function heldStep() {
  const releases: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const step = () =>
    new Promise<void>((resolve, reject) => {
      releases.push({ resolve, reject });
    });
  return { releases, step };
}

t.test('who comes during a run waits for the next one, together with all others', async (test) => {
  const { releases, step } = heldStep();
  const catchUp = joinRuns(step);
  const first = catchUp();
  const later = [catchUp(), catchUp(), catchUp()];
  test.equal(releases.length, 1);
  releases[0]!.resolve();
  await first;
  await Promise.resolve();
  test.equal(releases.length, 2, 'one run for all three');
  const last = catchUp();
  releases[1]!.resolve();
  await Promise.all(later);
  await Promise.resolve();
  test.equal(releases.length, 3);
  releases[2]!.resolve();
  await last;
  const alone = catchUp();
  test.equal(releases.length, 4, 'idle again');
  releases[3]!.resolve();
  await alone;
});

t.test('a failed run fails those who shared it, and nobody after', async (test) => {
  const { releases, step } = heldStep();
  const catchUp = joinRuns(step);
  const first = catchUp();
  const second = catchUp();
  const failure = test.rejects(first, { message: 'away' });
  releases[0]!.reject(new Error('away'));
  await failure;
  await Promise.resolve();
  releases[1]!.resolve();
  await second;
});
