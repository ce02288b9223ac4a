/**
 * The console in a real browser, against the real hub in this process: what an operator and a verifier do, from the
 * sign-in to the log, and what may go wrong on the way. Where no browser is installed it says so.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import { startJobWorker } from '../jobs/job-worker.js';
import { OperationalError } from '../platform/operational-error.js';
import { accessibilityFaults, findBrowser, openBrowser } from '../testing/browser.js';
import { type ConsoleHub, openConsoleHub } from '../testing/console-hub.js';
import { until } from '../testing/until.js';

const browserPath = findBrowser();
/** In the page: what has changed is shown by now. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

t.test('the console', { timeout: 300_000 }, async (t) => {
  if (browserPath === undefined) {
    t.comment('no chromium in the PATH and no HUB_BROWSER: the console was not looked at');
    t.pass('left out');
    return;
  }
  const hub = await openConsoleHub(t);
  const [links, browser] = await Promise.all([hub.enrolPairs(3), openBrowser(t, browserPath)]);
  t.equal(links.length, 3, 'three links wait');
  const visit = createVisits(hub, browser);

  await t.test('signing in: no token, a wrong one, the link of npm start', async (t) => {
    const { page, errors, close } = await visit();
    await page.getByLabel('Token').fill('not a token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    t.match(await page.getByRole('alert').innerText(), /no token/);
    await page.getByLabel('Token').fill(await hub.token('hub-operator'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    const storage = await page.evaluate('JSON.stringify({ ...localStorage })');
    t.notMatch(storage, /eyJ/, 'the token is in no lasting storage');
    await page.reload();
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    t.same(errors, []);
    await close();
    const linked = await visit('hub-operator');
    t.notMatch(linked.page.url(), /token|eyJ/, 'the address does not keep it');
    await linked.close();
  });

  await t.test('a link of npm start in a tab that is open', async (t) => {
    const [linkId = ''] = await yellow(hub);
    const { page, close } = await visit('border-authority', `#/decide/${linkId}`);
    const open = (token: string) => page.evaluate(`location.hash = '#token=${token}'`);
    const taken = () => until(() => !/token|eyJ/.test(page.url()));
    const reason = page.getByLabel('Reason', { exact: true });
    await page.getByLabel('One person, the difference is justified').check();
    await reason.fill('Half a reason.');
    await page.evaluate('window.isSamePage = true');
    // The second comes to a page whose token has changed since it was loaded.
    for (const valid of ['2h', '3h']) {
      await open(await hub.token('border-authority', valid));
      await taken();
      await page.evaluate(DRAWN);
      t.match(page.url(), new RegExp(`#/decide/${linkId}$`), 'the same person goes on where they are');
      t.equal(await reason.inputValue({ timeout: 5_000 }).catch(() => ''), 'Half a reason.');
    }
    t.equal(await page.evaluate('window.isSamePage'), true);
    await open(await hub.token('hub-operator'));
    await taken();
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    t.equal(await page.evaluate('window.isSamePage'), undefined, 'for anybody else all begins anew');
    await close();
  });

  await t.test('Now is live', async (t) => {
    const { page, errors, close } = await visit('hub-operator');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('table', { name: 'Queues' }).getByText('Federation').waitFor();
    const templates = page.locator('.tile', { hasText: 'Templates' });
    await until(async () => /\b12\b/.test(await templates.innerText()));
    t.equal(await page.locator('figure.plot').count(), 3);
    t.same(errors, [], 'nothing was refused by the policy');
    await close();
  });

  await t.test('a stream that falls silent is opened again', async (t) => {
    const { page, close } = await visit('hub-operator');
    await page.getByText('Live', { exact: true }).waitFor();
    let streams = 0;
    // Nobody closes the first, and nothing comes: as when a cable is pulled.
    await page.route('**/live/events', (route) => {
      streams += 1;
      return streams === 1 ? undefined : route.continue();
    });
    await page.reload();
    await page.getByText('Connecting …').waitFor();
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
    t.equal(streams, 2);
    await close();
  });

  await t.test('keys lead to every view, whose start they go on from', async (t) => {
    const { page, close } = await visit('border-authority', '#/decide');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog');
    t.match(await keys.innerText(), /Deadlines/);
    t.notMatch(await keys.innerText(), /Trouble/, 'views of others are not in the list');
    await page.keyboard.press('Escape');
    for (const key of ['g', 'l']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: 'Deadlines' }).waitFor();
    await until(async () => (await page.evaluate('document.activeElement.id')) === 'content');
    await close();
  });

  await t.test('Trouble: pause, resume and drain ask, are done, and are in the log', async (t) => {
    const { page, close } = await visit('hub-operator', '#/trouble');
    await page.getByRole('button', { name: 'Pause search' }).click();
    const dialog = page.getByRole('dialog');
    const act = dialog.getByRole('button', { name: 'Pause' });
    t.ok(await act.isDisabled(), 'not before the name is typed');
    await dialog.getByRole('textbox').fill('search');
    await act.click();
    await page.getByText('The queue search is paused.').waitFor();
    await page.getByRole('button', { name: 'Resume search' }).click();
    await page.getByRole('button', { name: 'Pause search' }).waitFor();
    const process = page.getByRole('button', { name: /^Drain / });
    const name = ((await process.innerText()).split('\n').pop() ?? '').replace(/^Drain\s*/, '').trim();
    await process.click();
    await dialog.getByRole('textbox').fill(name);
    await dialog.getByRole('button', { name: 'Drain' }).click();
    await page.getByText(`The process ${name} takes no new jobs.`).waitFor();
    await page.getByText('No worker takes the jobs of search.').waitFor();
    await page.getByRole('button', { name: /^Let it work / }).click();
    await page.getByText('Nothing is wrong.').waitFor();
    t.same(await logged(hub, 'hub-control'), [
      'pause search',
      'resume search',
      `drain ${name}`,
      `undrain ${name}`,
    ]);
    await close();
  });

  await t.test('who has no right sees that, and reaches nothing', async (t) => {
    const border = await visit('border-authority', '#/trouble');
    await border.page.getByText('This view is not for your authority').waitFor();
    await border.close();
    const supervisor = await visit('supervisory-authority', '#/trouble');
    const pause = supervisor.page.getByRole('button', { name: 'Pause search' });
    await pause.waitFor();
    t.ok(await pause.isDisabled(), 'a supervisor looks on');
    await supervisor.close();
  });

  await t.test('a thousand failed jobs are shown in pages and worked off', async (t) => {
    await failJobs(hub, 1_200);
    const { page, close } = await visit('hub-operator', '#/trouble');
    await page.getByText('1,200 jobs of federation failed.').waitFor();
    await page.getByText('50 of 1,200 shown, newest first').waitFor();
    const rows = page.locator('.jobs [data-row]');
    await rows.first().focus();
    for (const key of ['j', 'Space', 'j', 'k', 'j', 'Space']) await page.keyboard.press(key);
    t.same(
      [await rows.nth(1).isChecked(), await rows.nth(2).isChecked()],
      [true, true],
      'keys go on from a box that was ticked',
    );
    t.ok(await page.getByRole('button', { name: 'Try 2 again' }).isEnabled());
    await page.getByRole('button', { name: 'Try all 1,200 again' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('federation');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing is wrong.').waitFor({ timeout: 60_000 });
    await close();
  });

  await t.test('Decide: side by side, images on demand, a conclusion with a reason', async (t) => {
    const { page, errors, close } = await visit('border-authority', '#/decide');
    await page.locator('a.link-row').first().waitFor();
    t.equal(await page.locator('a.link-row').count(), 3);
    t.match(
      await page.locator('a.link-row').first().innerText(),
      /since \d+ \w+ \d{4}, \d\d:\d\d [A-Z]{2,}/,
      'as the country writes it, with the zone',
    );
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const identity = page.getByRole('table', { name: 'Identity data' });
    await identity.waitFor();
    const decided = page.url();
    await identity.getByText('day and month swapped').waitFor();
    t.match(await identity.innerText(), /Sample[\s\S]*Example/);
    await page.getByRole('table', { name: 'Fingers and face' }).getByText('Right middle').waitFor();
    t.same(await logged(hub, 'link-sample'), [], 'nothing was decrypted yet');
    await page.getByRole('button', { name: 'Show the images of Right index' }).click();
    const drawn = page.getByLabel(/minutiae that correspond/);
    await drawn.waitFor();
    const pairs = Number(/(\d+)/.exec((await page.locator('.minutiae-switch').innerText()) ?? '')?.[1]);
    t.ok(pairs >= 5, `${pairs} minutiae correspond`);
    await until(async () => (await page.locator('.minutia').count()) === 2 * pairs);
    await drawn.uncheck();
    t.equal(await page.locator('.minutia').count(), 0);
    await drawn.check();
    const viewers = page.locator('.viewer img');
    await viewers.nth(1).waitFor();
    await until(async () => {
      const widthPx = await viewers
        .nth(1)
        .evaluate((image) => (image as unknown as { readonly naturalWidth: number }).naturalWidth);
      return widthPx > 0;
    });
    await until(async () => (await countLogged(hub, 'link-sample')) === 2, 5_000);
    await page.locator('.viewer').first().focus();
    for (const key of ['+', 'r', 'v', 'ArrowLeft']) await page.keyboard.press(key);
    t.match(await viewers.first().getAttribute('style'), /rotate\(90deg\) scale\(1\.25\)/);
    for (const key of ['+', 'r']) await page.keyboard.press(key);
    t.match(
      await viewers.first().getAttribute('style'),
      /translate\(0px, 50px\) rotate\(180deg\)/,
      'what was in the middle stays there',
    );
    const number = page.locator('.viewer').first().locator('.minutia text').first();
    t.match(await number.getAttribute('transform'), /rotate\(-180\)/, 'numbers stand upright');
    const sizes = await Promise.all(
      [0, 1].map((side) =>
        page.locator('.viewer').nth(side).locator('.minutia text').first().getAttribute('font-size'),
      ),
    );
    t.ok(Number(sizes[0]) < Number(sizes[1]), 'and do not grow with the image');
    await page.getByRole('button', { name: 'Conclude' }).click();
    t.match(await page.locator('#decide-fault').innerText(), /Choose/);
    await page.getByLabel('Two persons, the likeness is justified').check();
    await page.getByLabel('Reason', { exact: true }).fill('Synthetic reason.');
    await page.getByRole('button', { name: 'Conclude' }).click();
    // The biometrics say it is one person: two are no possible conclusion.
    await page.getByText('does not follow from the data').waitFor();
    await page.getByLabel('One person, the difference is not justified').check();
    await page.getByRole('button', { name: 'Conclude' }).click();
    await page.getByText('Concluded: the link is red now.').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await page.locator('a.link-row').count()) === 2);
    await page.evaluate(`location.hash = ${JSON.stringify(new URL(decided).hash)}`);
    await page.getByText('The link is red: there is nothing to conclude.').waitFor();
    t.equal(await page.getByRole('alert').count(), 0, 'which is no error');
    t.same(
      errors.filter((text) => !/422/.test(text)),
      [],
    );
    await close();
  });

  await t.test('a mirrored image is told of above the scores', async () => {
    const [linkId = ''] = await yellow(hub);
    const { page, close } = await visit('border-authority');
    await page.route('**/comparison', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { comparison: object };
      const samples = [{ probeIndex: 0, position: 'right-index' }];
      const mirrorCheck = { outcome: 'mirrored-image', samples };
      await route.fulfill({ response, json: { ...body, comparison: { ...body.comparison, mirrorCheck } } });
    });
    await page.evaluate(`location.hash = '#/decide/${linkId}'`);
    await page.getByText('Mirrored image (Right index)').waitFor();
    await close();
  });

  await t.test('two decide about one link: the second is told', async () => {
    const [linkId = ''] = await yellow(hub);
    const [one, other] = await Promise.all([1, 2].map(() => visit('border-authority', `#/decide/${linkId}`)));
    for (const { page } of [one!, other!]) {
      await page.getByLabel('One person, the difference is justified').check();
      await page.getByLabel('Reason', { exact: true }).fill('Synthetic reason.');
    }
    await one!.page.getByRole('button', { name: 'Conclude' }).click();
    await one!.page.getByText('Concluded: the link is').waitFor();
    await other!.page.getByRole('button', { name: 'Conclude' }).click();
    await other!.page.getByText('Somebody else concluded first: the link is').waitFor();
    await Promise.all([one!.close(), other!.close()]);
  });

  await t.test('a connection lost in the middle: sent again, done once', async (t) => {
    const [linkId = ''] = await yellow(hub);
    const { page, close } = await visit('border-authority', `#/decide/${linkId}`);
    await page.getByLabel('One person, the difference is justified').check();
    await page.getByLabel('Reason', { exact: true }).fill('Synthetic reason.');
    let requests = 0;
    await page.route('**/verification', async (route) => {
      requests += 1;
      if (requests > 1) return route.continue();
      // The hub does it, and the answer never arrives.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Conclude' }).click();
    await page.getByText('Concluded: the link is').waitFor();
    t.equal(requests, 2);
    const decisions = await hub.core.ports.unitOfWork.sql.query(
      'select from hub.link_decisions where link_id = $1',
      [linkId],
    );
    t.equal(decisions.length, 1);
    await close();
  });

  await t.test('a session that ends leaves what was typed', async (t) => {
    const linkId = await freshLink(hub);
    const { page, close } = await visit('border-authority', `#/decide/${linkId}`);
    await page.getByLabel('Reason', { exact: true }).fill('Typed before the session ended.');
    await page.getByLabel('One person, the difference is justified').check();
    await page.route('**/v1/**', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: '{"code":"token-expired"}',
      }),
    );
    await page.getByRole('button', { name: 'Conclude' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.unroute('**/v1/**');
    await page.getByLabel('Token').fill(await hub.token('visa-authority'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    t.match(await page.locator('#sign-in-fault').innerText(), /another authority/);
    await page.getByLabel('Token').fill(await hub.token('border-authority', '1h', 'officer-2'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    t.match(await page.locator('#sign-in-fault').innerText(), /operator/, 'a colleague is somebody else');
    await page.getByLabel('Token').fill(await hub.token('border-authority'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Token').waitFor({ state: 'detached' });
    t.equal(await page.getByLabel('Reason', { exact: true }).inputValue(), 'Typed before the session ended.');
    await page.getByRole('button', { name: 'Conclude' }).click();
    await page.getByText('Concluded: the link is').waitFor();
    await close();
  });

  await t.test('a link that changes under the operator: shown anew, nothing entered', async (t) => {
    const linkId = await freshLink(hub);
    const { page, close } = await visit('border-authority', `#/decide/${linkId}`);
    const fill = async () => {
      await page.getByLabel('One person, the difference is not justified').check();
      await page.getByLabel('Reason', { exact: true }).fill('Synthetic reason.');
    };
    await fill();
    const { sql } = hub.core.ports.unitOfWork;
    await sql.query(
      "update hub.identity_links set document = 'same', updated_at = clock_timestamp() where link_id = $1",
      [linkId],
    );
    await page.getByRole('button', { name: 'Conclude' }).click();
    await page.getByText('This is the case as it is now').waitFor();
    await page.getByRole('button', { name: 'Conclude' }).waitFor();
    t.equal(await page.getByLabel('Reason', { exact: true }).inputValue(), '', 'nothing is filled in');
    t.match(await page.locator('.relation').innerText(), /same/i);
    t.ok((await yellow(hub)).includes(linkId), 'nothing was entered');
    t.same(await accessibilityFaults(page), []);
    await fill();
    await page.getByRole('button', { name: 'Conclude' }).click();
    await page.getByText('Concluded: the link is red now.').waitFor();
    await close();
  });

  await t.test('Data quality: what was entered, and what the rules found', async (t) => {
    const { page, errors, close } = await visit('hub-operator', '#/quality');
    const systems = page.getByRole('table', { name: 'By system and Member State' });
    await systems.getByRole('row').nth(1).waitFor();
    const [row] = await hub.core.ports.unitOfWork.sql.query<{ records: number }>(
      "select count(*)::integer as records from hub.record_quality where system = 'ees'",
    );
    const shown = await systems.getByRole('row', { name: /^EES/ }).getByRole('cell').nth(2).innerText();
    t.equal(Number(shown), row?.records);
    await page.getByText('90 d').click();
    await systems.getByRole('row').nth(1).waitFor();
    t.same(errors, []);
    await close();
  });

  await t.test('lists go on where a page ends', async (t) => {
    const { page, close } = await visit('border-authority');
    const json = (body: object) => ({ contentType: 'application/json', body: JSON.stringify(body) });
    const link = (linkId: string) => ({
      ...{ linkId, colour: 'yellow', says: 'verification-pending', citation: 'Article 28' },
      dataSets: [{ system: 'ees' }, { system: 'vis' }],
    });
    await page.route('**/v1/links?**', (route) =>
      route.fulfill(
        json(
          route.request().url().endsWith('&after=one')
            ? { links: [link('second')] }
            : { links: [link('first')], next: 'one' },
        ),
      ),
    );
    await page.evaluate(`location.hash = '#/overstayers'`);
    await page.evaluate(`location.hash = '#/decide'`);
    await page.getByText('first', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('second', { exact: true }).waitFor();
    t.equal(await page.locator('a.link-row').count(), 2);
    t.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
    await page.route('**/v1/deadlines?**', (route) =>
      route.fulfill(
        json({
          asOf: '2026-11-27',
          deadlines: [
            {
              ...{ kind: 'erase-biometrics', on: '2026-11-26', system: 'vis', subjectId: 'a' },
              ...{ owedBy: 'AUT', reason: 'Because.', citation: 'Article 23' },
            },
          ],
          ...(route.request().url().includes('after') ? {} : { next: '2026-11-26.vis.a' }),
        }),
      ),
    );
    await page.evaluate(`location.hash = '#/deadlines'`);
    await page.getByText('erase the biometrics').waitFor();
    await page.getByText('owed by AUT').waitFor();
    await page.getByRole('button', { name: 'Show more' }).waitFor();
    await close();
  });

  await t.test('a table of every Member State keeps the page as wide as the screen', async (t) => {
    const { page, close } = await visit('hub-operator');
    await page.setViewportSize({ width: 1280, height: 900 });
    const columns = Array.from({ length: 30 }, (_, index) => `S${10 + index}`);
    const memberState = {
      ...{ rows: ['TUN'], columns, counts: [columns.map(() => 1234)] },
      ...{ rowTotals: [37_020], columnTotals: columns.map(() => 1234), total: 37_020 },
    };
    await page.route('**/v1/statistics?**', (route) =>
      route.fulfill({
        contentType: 'application/json',
        body: JSON.stringify({
          statistics: [
            {
              ...{ system: 'ees', report: 'persons', period: '2026-10-01' },
              tables: { sex: null, ageGroup: null, memberState },
            },
          ],
        }),
      }),
    );
    await page.evaluate(`location.hash = '#/statistics'`);
    await page.getByRole('region', { name: 'EES, October 2026: by Member State' }).waitFor();
    t.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= 1280);
    t.same(await accessibilityFaults(page), []);
    await close();
  });

  await t.test('Audit verifies every chain', async (t) => {
    const { page, close } = await visit('hub-operator', '#/audit');
    await page.getByRole('button', { name: 'Verify all' }).click();
    await until(
      async () => (await page.getByText(/^● whole: /).count()) === (await page.locator('tbody tr').count()),
    );
    t.equal(await page.getByText(/faults/).count(), 0);
    await close();
  });

  await t.test('a log that was found broken is a trouble until it is found whole', async (t) => {
    const { logArchive, unitOfWork } = hub.core.ports;
    const { sql } = unitOfWork;
    const firstFault = { kind: 'altered', sequence: 2, entryId: 9 } as const;
    await logArchive.keepVerdict(sql, 'sis', { throughSequence: 3, faults: 2, firstFault }, undefined);
    const { page, close } = await visit('hub-operator', '#/trouble');
    const trouble = page.getByText('The log of SIS is not what was written: 2 faults.');
    await trouble.waitFor();
    t.same(await accessibilityFaults(page), []);
    await page.evaluate(`location.hash = '#/audit'`);
    await page.getByText(/^the first at entry 2, verified /).waitFor();
    t.same(await accessibilityFaults(page), []);
    await page.setViewportSize({ width: 320, height: 640 });
    const width = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    t.ok(width <= 320, `it fits 320 px: ${width}`);
    const known = (await logArchive.status(sql)).find(({ component }) => component === 'sis')?.verdict;
    await logArchive.keepVerdict(sql, 'sis', { throughSequence: 3, faults: 0 }, known);
    await page.evaluate(`location.hash = '#/trouble'`);
    await trouble.waitFor({ state: 'detached' });
    await close();
  });

  await t.test('every view, light and dark, wide and 320 px', async (t) => {
    const linkId = await freshLink(hub);
    const views: readonly (readonly [AuthorityClass, readonly string[]])[] = [
      ['hub-operator', ['now', 'trouble', 'quality', 'statistics', 'audit']],
      ['border-authority', ['decide', `decide/${linkId}`, 'overstayers', 'deadlines']],
    ];
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [authorityClass, names] of views) {
        const { page, close } = await visit(authorityClass, '', { colorScheme });
        for (const view of names) {
          await page.setViewportSize({ width: 1280, height: 900 });
          await page.evaluate(`location.hash = '#/${view}'`);
          await settled(page);
          t.same(await accessibilityFaults(page), [], `${view} ${colorScheme}`);
          await page.setViewportSize({ width: 320, height: 640 });
          const width = (await page.evaluate('document.documentElement.scrollWidth')) as number;
          t.ok(width <= 320, `${view} fits 320 px: ${width}`);
        }
        await close();
      }
    }
    const { page, close } = await visit();
    t.same(await accessibilityFaults(page), [], 'sign-in');
    await close();
  });
});

t.test('where red takes a second operator', { timeout: 300_000 }, async (t) => {
  if (browserPath === undefined) {
    t.comment('no chromium in the PATH and no HUB_BROWSER: the console was not looked at');
    t.pass('left out');
    return;
  }
  const hub = await openConsoleHub(t, { HUB_SECOND_OPERATOR: 'red' });
  const [[linkId = ''], browser] = await Promise.all([hub.enrolPairs(1), openBrowser(t, browserPath)]);
  const visit = createVisits(hub, browser);
  const openAs = (operator: string) => visit('border-authority', `#/decide/${linkId}`, {}, operator);
  const conclude = async ({ page }: Visit, conclusion: string) => {
    await page.getByLabel(conclusion).check();
    await page.getByLabel('Reason', { exact: true }).fill('Synthetic reason.');
    await page.getByRole('button', { name: 'Conclude' }).click();
  };
  const [red, white] = [
    'One person, the difference is not justified',
    'One person, the difference is justified',
  ];

  const first = await openAs('op-17');
  await conclude(first, red);
  await first.page.getByText('until another operator of your authority concludes the same').waitFor();
  await first.page.getByRole('link', { name: 'Back to the list' }).last().click();
  await first.page.locator('a.link-row', { hasText: 'waits for a second operator' }).waitFor();
  await first.page.locator('a.link-row').click();
  await first.page.getByText('You have concluded about this link: another operator has to decide.').waitFor();
  t.equal(await first.page.getByRole('button', { name: 'Conclude' }).count(), 0);
  t.match(await concluded(first.page).innerText(), /op-17 \(you\)/);

  const second = await openAs('op-18');
  await concluded(second.page).waitFor();
  t.match(
    await concluded(second.page).innerText(),
    /op-17[\s\S]*\d{4}[\s\S]*One person, the difference is not justified[\s\S]*Synthetic reason\./,
  );
  t.same(await accessibilityFaults(second.page), []);
  await conclude(second, white);
  await second.page.getByText('until a third operator decides').waitFor();
  await first.page.evaluate(`location.hash = '#/decide'`);
  await first.page.locator('a.link-row', { hasText: 'disputed' }).waitFor();

  const third = await openAs('op-19');
  await third.page.getByText('What you conclude decides.').waitFor();
  await conclude(third, red);
  await third.page.getByText('Concluded: the link is red now.').waitFor();
  t.same(third.errors, []);
  await Promise.all([first, second, third].map(({ close }) => close()));
});

const concluded = (page: Page) => page.getByRole('table', { name: 'Concluded so far' });

type Visit = {
  readonly page: Page;
  /** What the browser complained of: scripts that failed, what the policy refused. */
  readonly errors: string[];
  close(): Promise<void>;
};

function createVisits(hub: ConsoleHub, browser: Browser) {
  return async (
    authorityClass?: AuthorityClass,
    hash = '',
    options: Parameters<Browser['newContext']>[0] = {},
    operatorId?: string,
  ): Promise<Visit> => {
    const context: BrowserContext = await browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const token =
      authorityClass === undefined ? '' : `#token=${await hub.token(authorityClass, undefined, operatorId)}`;
    await page.goto(`${hub.url}/console/${token}`);
    if (authorityClass !== undefined) await page.getByRole('navigation').waitFor();
    if (hash !== '') await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    return { page, errors, close: () => context.close() };
  };
}

/** Nothing is loading any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await until(async () => (await page.getByText('Loading …').count()) === 0);
}

async function logged(hub: ConsoleHub, right: string): Promise<readonly string[]> {
  const rows = await hub.core.ports.unitOfWork.sql.query<{ result: string }>(
    "select result from hub.access_log where access_right = $1 and outcome = 'permitted' and component = 'hub' order by entry_id",
    [right],
  );
  return rows.map(({ result }) => result);
}

/** Accesses, each of which is in several logs: the detector's and those of the systems. */
async function countLogged(hub: ConsoleHub, right: string): Promise<number> {
  const rows = await hub.core.ports.unitOfWork.sql.query(
    'select distinct event_id from hub.access_log where access_right = $1',
    [right],
  );
  return rows.length;
}

async function yellow(hub: ConsoleHub): Promise<readonly string[]> {
  const rows = await hub.core.ports.unitOfWork.sql.query<{ link_id: string }>(
    "select link_id from hub.identity_links where colour = 'yellow' order by created_at",
  );
  return rows.map(({ link_id }) => link_id);
}

/** One that was concluded about waits again, as when an authority finds it wrong. */
async function freshLink(hub: ConsoleHub): Promise<string> {
  const [row] = await hub.core.ports.unitOfWork.sql.query<{ link_id: string }>(
    `update hub.identity_links set colour = 'yellow'
     where link_id = (select link_id from hub.identity_links order by created_at limit 1) returning link_id`,
  );
  return row?.link_id ?? '';
}

/** Jobs that fail for good, of operations that do not exist: while the hub's own worker takes none. */
async function failJobs(hub: ConsoleHub, count: number): Promise<void> {
  const { core } = hub;
  const { processBoard, queueControl, metrics } = core.ports;
  const [process] = await processBoard.list();
  const processId = process?.report.processId ?? '';
  await processBoard.setDraining(processId, true);
  await until(() => core.workers.reports().every(({ state }) => state === 'paused'));
  const worker = await startJobWorker({
    ...core.redis,
    queue: 'federation',
    concurrency: 64,
    execute: async () => {
      throw new OperationalError('system-refused', 'It lasts.', { retryable: false });
    },
    fail: async () => {},
    metrics,
    log: core.log,
  });
  const counts = async () => (await queueControl.figures(1)).find(({ queue }) => queue === 'federation');
  // The paused worker may have been waiting for a job and take one: it does nothing with it, and one is missing.
  for (let missing = count; missing > 0; missing = count - ((await counts())?.failed ?? 0)) {
    await core.queues.add(
      Array.from({ length: missing }, () => ({
        queue: 'federation',
        operationId: crypto.randomUUID() as OperationId,
      })),
    );
    await until(async () => {
      const now = await counts();
      return now?.waiting === 0 && now.active === 0;
    });
  }
  await worker.close();
  await processBoard.setDraining(processId, false);
}
