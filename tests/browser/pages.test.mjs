// SPDX-License-Identifier: GPL-3.0-or-later
// What every page must be: readable without its script, silent, safe, accessible.
import {test} from 'node:test';
import {assert, RELEASE, useBrowser, violations, withPage} from './harness.mjs';

useBrowser();

test('without a script, the page of a release has verdict, gates, signers, changes and a table', () =>
  withPage(RELEASE, '', async page => {
    const text = await page.innerText('main');
    for (const part of ['altai 1.0.3 was sound when it was composed', 'signatures', 'Altai releases <rpm@altai.example>',
      'What changed since 1.0.2', '26 upgraded', 'From 1.0.2']) assert.ok(text.includes(part), part);
    assert.equal(await page.locator('.plain tbody tr').count(), 420);
    assert.ok(await page.locator('.plain tbody tr').last().isVisible());
    assert.equal(await page.locator('.tabs a:visible').count(), 2);
  }, {script: false}));

test('the checked page names failed gates first, each finding with a command', () =>
  withPage('checked.html', '', async page => {
    assert.match(await page.innerText('#verdict'), /altai 1\.0\.3 is not sound/);
    assert.match(await page.innerText('.gate >> nth=0'), /signatures[^]*unknown key <b>x<\/b>[^]*rpm -Kv/);
    assert.match(await page.innerText('.gate >> nth=1'), /permissions[^]*Accepted:[^]*ann@example\.org, until 2027-03-31/);
    assert.match(await page.innerText('.gate >> nth=2'), /closure[^]*Not checked: no repos\.yaml/);
    assert.equal(await page.locator('.gate.failed .cmd .copy').count(), 1);
  }));

test('a command is copied', () => withPage(RELEASE, '', async page => {
  await page.click('.check .copy >> nth=0');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'rpmworks verify 1.0.3');
  assert.equal(await page.innerText('[role=status] >> nth=-1'), 'Copied the command');
}));

test('texts of packages stay texts', () => withPage(RELEASE, '#packages?q=onerror', async page => {
  assert.equal(await page.innerText('.inv .sum'), '<script>alert(1)</script><img src=x onerror=alert(2)> " \' & </script>');
  assert.equal(await page.locator('main img').count(), 0);
  await page.click('.inv .nm');
  assert.match(await page.innerText('.panel'), /<img src=x onerror/);
  assert.equal(await page.evaluate(() => document.querySelectorAll('script').length), 3);
  await page.fill('#search', 'turned');
  assert.ok(!(await page.innerText('.inv .sum')).includes('\u202e'), 'marks of direction are replaced');
}));

test('a release of one package, with nothing before it and nothing known of headers', () =>
  withPage('one.html', '', async page => {
    assert.match(await page.innerText('#changes'), /No earlier release is known/);
    assert.match(await page.innerText('#verdict'), /was not checked for this page/);
    await page.keyboard.press('2');
    await page.click('.inv .nm');
    assert.match(await page.innerText('.panel'), /Why it is here/);
    await page.keyboard.press('3');
    assert.equal(await page.locator('#pictures figure').count(), 2);
  }));

test('the page of all releases', () => withPage('altai/index.html', '', async page => {
  assert.equal(await page.innerText('h1'), 'altai has 4 releases');
  assert.equal(await page.getAttribute('.rel a >> nth=0', 'href'), '1.0.3/index.html');
  assert.match(await page.innerText('.rel >> nth=0'), /published[^]*since 1\.0\.2: 10 downgraded, 26 upgraded, 2 added/);
  assert.match(await page.innerText('.rel >> nth=3'), /cannot be read: 0\.9\/manifest\.json: <no> JSON/);
  await page.fill('#search', 'perl-client-1');
  assert.match(await page.innerText('#finder table'), /perl-client-1\./);
  await page.reload();
  assert.equal(await page.inputValue('#search'), 'perl-client-1');
  await page.fill('#search', 'no such package');
  assert.match(await page.innerText('#finder'), /No release holds such a package/);
}));

test('the page of a run of builds', () => withPage('build.html', '', async page => {
  assert.match(await page.innerText('h1'), /failed in %check/);
  assert.equal(await page.locator('.lanes .job').count(), 12);
  assert.equal(await page.locator('.lanes .job.failed').count(), 1);
  await page.locator('.lanes .mark').first().focus();
  assert.match(await page.innerText('#timeline .selected'), /built; 0 s to 18 s/);
}));

test('the page of a difference: texts stay texts, and it can be read without its script', async () => {
  const check = script => withPage('diff.html', '', async page => {
    assert.match(await page.innerText('h1'), /altai 1\.0\.2[^]*altai 1\.0\.3/);
    assert.match(await page.innerText('.group >> nth=1'), /<\/script><script>alert\(9\)/);
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.locator('script').count(), 3);
    assert.match(await page.innerText('details[open]'), /NEW SPECIAL PERMISSIONS[^]*onerror/);
    assert.equal(await page.locator('details').count(), 41);
    assert.match(await page.innerText('#clients .cmd'), /dnf upgrade\ndnf remove nova/);
  }, {script});
  await check(false);
  await check(true);
  await withPage('diff.html', '', async page => {
    await page.click('#open-all');
    assert.equal(await page.locator('details[open]').count(), 41);
    await page.keyboard.press('t');
    assert.ok(await page.evaluate(() => document.documentElement.dataset.theme));
  });
});

for (const width of [320, 800])
  test(`the page of a difference does not scroll sideways at ${width} px`, () => withPage('diff.html', '', async page => {
    await page.click('#open-all');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }, {width}));

for (const dark of [false, true]) {
  for (const width of [320, 800, 1440]) {
    const views = [[RELEASE, ''], [RELEASE, '#packages'], [RELEASE, '#packages?q=perl-client-1'], ['checked.html', ''], ['checked.html', '#pictures'],
      ['altai/index.html', '#q=nova'], ['build.html', ''], ['diff.html', '']];
    for (const [file, hash] of views) {
      test(`axe: ${file}${hash} at ${width} px, ${dark ? 'dark' : 'light'}`, () => withPage(file, hash, async page => {
        assert.deepEqual(await violations(page), []);
      }, {width, dark}));
    }
    test(`axe: a package at ${width} px, ${dark ? 'dark' : 'light'}`, () => withPage('checked.html', '#packages', async page => {
      await page.click('.inv .nm >> nth=2');
      for (const summary of await page.$$('.panel summary')) await summary.click();
      assert.deepEqual(await violations(page), []);
    }, {width, dark}));
  }
}
