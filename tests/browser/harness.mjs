// SPDX-License-Identifier: GPL-3.0-or-later
// Opens sample pages in a headless chromium. A page that writes to the console, fails, or asks for anything but itself
// makes its test fail.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {after, before} from 'node:test';
import {pathToFileURL} from 'node:url';

const require = createRequire(process.env.RPMWORKS_BROWSER_MODULES + '/');
const {chromium} = require('playwright-core');
const axeSource = require('axe-core').source;

let browser;
export function useBrowser() {
  before(async () => {
    browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  });
  after(() => browser.close());
}

export const addressOf = (file, hash = '') => pathToFileURL(`${process.env.RPMWORKS_PAGES}/${file}`) + hash;
export const RELEASE = 'altai/1.0.3/index.html';

// Opens a page, runs `check` with it, and then requires that it was silent.
export async function withPage(file, hash, check, {width = 1280, height = 900, dark = false, script = true} = {}) {
  const context = await browser.newContext({viewport: {width, height}, colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: script, permissions: ['clipboard-read', 'clipboard-write']});
  const page = await context.newPage();
  const noise = [];
  page.on('console', message => noise.push('console: ' + message.text()));
  page.on('pageerror', error => noise.push('error: ' + error.message));
  page.on('dialog', dialog => { noise.push('dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', request => {
    const url = request.url().replace(/#.*/, '');
    if (url !== addressOf(file) && !url.startsWith('data:')) noise.push('request: ' + url);
  });
  try {
    await page.goto(addressOf(file, hash));
    await check(page);
    assert.deepEqual(noise, []);
  } finally {
    await context.close();
  }
}

// What axe-core finds against WCAG 2.2 AA and its best practices.
export async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const results = await globalThis.axe.run(document, {resultTypes: ['violations']});
    return results.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message || '')).join(' | ')}`);
  });
  return found;
}

export const names = page => page.$$eval('.inv tbody .nm', links => links.map(link => link.textContent));
export const focused = page => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
export {assert};
