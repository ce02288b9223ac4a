/**
 * A real browser for tests of the console: `HUB_BROWSER`, else the chromium or Chrome of the PATH. Nothing is downloaded.
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

export function findBrowser(): string | undefined {
  const named = process.env['HUB_BROWSER'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = named ? [named] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function openBrowser(
  t: { teardown(close: () => Promise<void>): void },
  executablePath: string,
): Promise<Browser> {
  // As root, as in a container, chromium refuses its own sandbox; it sees nothing here but this hub.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  t.teardown(() => browser.close());
  return browser;
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type AxeResult = {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
  }[];
};

/** What axe-core finds wrong with the page as it is, one line each. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated, not added to the page: its policy lets no script in.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = (await page.evaluate(
    `globalThis.axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`,
  )) as AxeResult;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${help}. ${failureSummary ?? ''}`),
  );
}
