/** The browser of the end-to-end tests. Without it they are skipped by name; with REQUIRE_SERVICES=1 that is a failure. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For `describe.skipIf(skip)(name, …)`. */
export function unlessNoChromium(suite: string): { readonly skip: boolean; readonly name: string } {
  const skip = !existsSync(PROGRAM);
  if (skip && process.env.REQUIRE_SERVICES === '1')
    throw new Error(`REQUIRE_SERVICES=1, but no Chromium at ${PROGRAM}`);
  return { skip, name: skip ? `${suite} (skipped: Chromium is missing)` : suite };
}

export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath: PROGRAM, args: FLAGS });

/** What axe finds, as `rule: element`; empty when nothing is wrong. */
export async function violations(page: Page): Promise<readonly string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // Evaluated by the debugger: the page's own policy would, rightly, not run it.
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(async () => {
    interface Found {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: readonly Found[] }> } };
    const { violations: found } = await axe.run();
    return found.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  });
}
