// SPDX-License-Identifier: GPL-3.0-or-later
// The list of packages and the page of a package: search, filters, sorting, keys, links.
import {test} from 'node:test';
import {assert, focused, names, RELEASE, useBrowser, withPage} from './harness.mjs';

useBrowser();
const count = page => page.innerText('.found .count');
const hash = page => page.evaluate(() => decodeURIComponent(location.hash));

test('searching: all words, without words, names first', () => withPage(RELEASE, '#packages', async page => {
  assert.match(await count(page), /^420 packages, /);
  await page.keyboard.press('/');
  await page.keyboard.type('nova');
  assert.match(await count(page), /^42 of 420 packages, /);
  assert.ok((await names(page)).slice(0, 20).every(name => name.startsWith('nova')));
  await page.fill('#search', 'nova -doc');
  assert.ok((await names(page)).every(name => !name.includes('doc')));
  await page.fill('#search', 'no such thing');
  assert.ok(await page.isVisible('.empty'));
  await page.click('.empty button');
  assert.match(await count(page), /^420 packages/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
}));

test('a digest, a commit and a URL are found', () => withPage(RELEASE, '#packages', async page => {
  await page.click('.inv .nm >> nth=1');
  const name = await page.innerText('.panel h2');
  const codes = await page.$$eval('.panel .dg code', all => all.map(one => one.textContent));
  const commit = codes.find(code => code.length === 40);
  const digest = codes.at(-1);
  assert.match(digest, /^[0-9a-f]{64}$/);
  for (const query of [digest, digest.slice(0, 12), commit, `https://git.example.org/${name}.git`]) {
    await page.fill('#search', query);
    assert.deepEqual(await names(page), [name], query);
  }
}));

test('filters: counts of what the other filters leave, chips, the address', () => withPage(RELEASE, '#packages', async page => {
  await page.click('.facet summary >> text=Section');
  await page.check('.menu input[value="centos6"]');
  assert.match(await count(page), /^39 of 420 packages/);
  assert.equal(await hash(page), '#packages?section=centos6');
  await page.check('.menu input[value="deps/epel"]');
  assert.match(await count(page), /^293 of 420/);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.facet[open]').count(), 0);
  await page.click('.facet summary >> text=Change');
  const upgraded = page.locator('.menu label', {hasText: /^upgraded/});
  const expected = await upgraded.locator('.count').innerText();
  await upgraded.click();
  assert.ok((await count(page)).startsWith(expected + ' of 420'));
  assert.ok((await page.$$eval('.inv tbody tr', rows => rows.map(row => row.innerText))).every(row => row.includes('upgraded')));
  for (const chip of ['centos6', 'deps/epel', 'upgraded']) await page.click(`.chips .chip:has-text("${chip}")`);
  assert.match(await count(page), /^420 packages/);
}));

test('sorting: ascending, descending, the order of the release', () => withPage(RELEASE, '#packages', async page => {
  const release = await names(page);
  const head = page.locator('.inv th', {hasText: 'Package'});
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const ascending = await names(page);
  assert.deepEqual(ascending, [...ascending].sort());
  assert.notDeepEqual(ascending, release);
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), null);
  assert.deepEqual(await names(page), release);
  await page.click('.inv th.c-size button');
  assert.equal(await page.locator('.inv th.c-size').getAttribute('aria-sort'), 'descending');
  assert.match(await page.innerText('.inv .c-size >> nth=1'), /MiB/);
}));

test('a link keeps search, filters, sorting, base and package; Back closes the package', () =>
  withPage(RELEASE, '#packages?q=e&section=centos6&sort=-name&base=1.0.1', async page => {
    assert.equal(await page.inputValue('#search'), 'e');
    const list = await names(page);
    assert.deepEqual(list, [...list].sort().reverse());
    assert.ok(await page.isVisible('.chips .chip:has-text("centos6")'));
    await page.click('.inv .nm >> nth=3');
    assert.equal(await page.innerText('.panel h2'), list[3]);
    const address = await page.evaluate(() => location.href);
    await page.goto('about:blank');
    await page.goto(address);
    assert.equal(await page.innerText('.panel h2'), list[3]);
    assert.equal(await page.inputValue('#search'), 'e');
    await page.keyboard.press('1');
    assert.equal(await page.inputValue('#changes select'), '1.0.1');
    await page.goBack();
    assert.equal(await page.innerText('.panel h2'), list[3]);
  }));

test('the keyboard alone', () => withPage(RELEASE, '', async page => {
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the content');
  await page.keyboard.press('2');
  const list = await names(page);
  await page.keyboard.press('j');
  assert.equal(await focused(page), list[0]);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await focused(page), list[1]);
  await page.keyboard.press('Enter');
  assert.equal(await page.innerText('.panel h2'), list[1]);
  assert.equal(await focused(page), list[1], 'focus is on the heading');
  await page.keyboard.press('j');
  assert.equal(await page.innerText('.panel h2'), list[2]);
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('.panel'));
  assert.equal(await focused(page), list[2], 'focus is back in the list');
  await page.keyboard.press('/');
  await page.keyboard.type(list[5]);
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), list[5]);
  await page.keyboard.press('?');
  assert.ok(await page.isVisible('#help'));
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#help'));
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.keyboard.press('t');
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), before);
}));

test('the page of a package', () => withPage('checked.html', '#packages?section=centos6', async page => {
  await page.click('.inv .nm >> nth=2');
  const text = await page.innerText('.panel');
  for (const part of ['Why it is here', 'it was built for this product', 'Dependencies', 'Where it came from', 'Repository', 'Commit',
    'Build root', 'Phases', 'The end of its log', 'In earlier releases', '1.0.1', 'Files (', 'SHA-256', 'yum install']) {
    assert.ok(text.includes(part), part);
  }
  await page.click('.panel summary:has-text("The end of its log")');
  assert.match(await page.innerText('.panel .log'), /cc <stdin>/);
  // The pictures of neighbours are links.
  await page.locator('.panel .neighbours a').first().focus();
  const name = await page.locator('.panel .neighbours a title').first().textContent();
  await page.keyboard.press('Enter');
  assert.ok(name.startsWith(await page.innerText('.panel h2')));
}));

test('scriptlets are shown', () => withPage(RELEASE, '#packages', async page => {
  for (let i = 0; i < 12; i += 1) {
    await page.click(`.inv .nm >> nth=${i}`);
    if (await page.locator('.panel h3:text-is("Scriptlets")').count()) break;
  }
  await page.click('.panel summary:has-text("%post")');
  assert.match(await page.innerText('.panel .log'), /\/sbin\/ldconfig/);
}));

test('another base: counts, tags, and a link to it', () => withPage(RELEASE, '', async page => {
  assert.match(await page.innerText('#changes .tally'), /26 upgraded/);
  await page.selectOption('#changes select', '1.0.1');
  assert.equal(await hash(page), '#overview?base=1.0.1');
  assert.match(await page.innerText('#changes .tally'), /5 added/);
  assert.match(await page.innerText('#changes'), /rpmworks diff 1\.0\.1 1\.0\.3/);
  await page.click('#changes .tally a:has-text("added")');
  assert.match(await count(page), /^5 of 420 packages/);
}));

test('many rows: only those near the window exist, and all can be reached', () => withPage(RELEASE, '#packages', async page => {
  for (let i = 0; i < 60; i += 1) await page.mouse.wheel(0, 900);
  await page.waitForFunction(() => scrollY + innerHeight > document.body.scrollHeight - 10);
  await page.waitForFunction(() => document.querySelector('.inv tbody:last-child tr[data-index]'));
  assert.ok(await page.locator('.inv tr[data-index]').count() <= 250);
  assert.equal(await page.getAttribute('.inv', 'aria-rowcount'), '421');
}));

test('marks of the treemap: arrow keys move, Enter opens', () => withPage(RELEASE, '#pictures', async page => {
  const first = page.locator('.treemap a.mark').first();
  await first.focus();
  const label = await first.locator('title').textContent();
  assert.equal(await page.innerText('figure .selected >> nth=0'), label);
  await page.keyboard.press('ArrowRight');
  const next = await page.evaluate(() => document.activeElement.querySelector('title').textContent);
  assert.notEqual(next, label);
  await page.keyboard.press('Enter');
  assert.ok(next.startsWith(await page.innerText('.panel h2')));
  await page.keyboard.press('Escape');
  await page.click('figure button >> nth=0');
  assert.match(await page.innerText('figure table >> nth=0'), /deps\/epel/);
}));
