// SPDX-License-Identifier: GPL-3.0-or-later
// Large releases: the size of the page, how much of it is in the document, and that it still works. Times are printed,
// because they depend on the machine.
import {stat} from 'node:fs/promises';
import {test} from 'node:test';
import {assert, useBrowser, withPage} from './harness.mjs';

useBrowser();

async function work(page, context, size) {
  const ready = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd);
  assert.match(await page.innerText('.found .count'), new RegExp(`^${size} packages`));
  const times = await page.evaluate(() => {
    const input = document.getElementById('search');
    return ['n', 'no', 'nov', 'nova', 'nova-d', ''].map(query => {
      const start = performance.now();
      input.value = query;
      input.dispatchEvent(new Event('input'));
      return Math.round(performance.now() - start);
    });
  });
  context.diagnostic(`${size} packages: usable after ${Math.round(ready)} ms; a key press takes ${times.join(', ')} ms`);
  assert.ok(await page.locator('.inv tr[data-index]').count() <= 250);
  await page.fill('#search', 'nova-doc');
  await page.click('.inv .nm >> nth=0');
  assert.match(await page.innerText('.panel h2'), /^nova-doc/);
  await page.keyboard.press('3');
  assert.ok(await page.locator('.treemap .mark').count() < 6000);
}

test('5,000 packages', async context => {
  assert.ok((await stat(process.env.RPMWORKS_PAGES + '/5000.html')).size < 3_000_000);
  await withPage('5000.html', '#packages', page => work(page, context, '5,000'));
});

test('20,000 packages', context => withPage('20000.html', '#packages', page => work(page, context, '20,000')));
