// SPDX-License-Identifier: GPL-3.0-or-later
// Widths, themes and paper. With RPMWORKS_SCREENSHOTS=DIR, each view is also written there as a picture.
import {test} from 'node:test';
import {assert, RELEASE, useBrowser, withPage} from './harness.mjs';

useBrowser();
const VIEWS = [['release', RELEASE, ''], ['packages', RELEASE, '#packages'], ['checked', 'checked.html', ''], ['pictures', 'checked.html', '#pictures'],
  ['releases', 'altai/index.html', '#q=nova'], ['build', 'build.html', '']];

// Elements that stick out of the window, except those that scroll by themselves.
const outside = page => page.evaluate(() => [...document.querySelectorAll('body *')].filter(element => {
  if (element.closest('.sr, .symbols, .skip, svg, .scroll, .tablebox, .plainlist, .log, thead')) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && getComputedStyle(element).position !== 'absolute';
}).map(element => element.outerHTML.slice(0, 120)));

async function picture(page, name) {
  if (process.env.RPMWORKS_SCREENSHOTS) await page.screenshot({path: `${process.env.RPMWORKS_SCREENSHOTS}/${name}.png`, fullPage: true});
}

for (const width of [320, 390, 768, 1000, 1180, 1440, 1920]) {
  for (const [name, file, hash] of VIEWS) {
    test(`${name} at ${width} px does not scroll sideways`, () => withPage(file, hash, async page => {
      await picture(page, `${name}-${width}`);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth]), [width, width]);
      assert.deepEqual(await outside(page), []);
    }, {width}));
  }
  test(`a package at ${width} px does not scroll sideways`, () => withPage('checked.html', '#packages?section=centos6', async page => {
    await page.click('.inv .nm >> nth=4');
    await picture(page, `package-${width}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    assert.equal(await page.$eval('.panel', panel => panel.scrollWidth - panel.clientWidth), 0);
    assert.deepEqual(await outside(page), []);
  }, {width}));
  test(`the plain table at ${width} px does not scroll sideways`, () => withPage(RELEASE, '', async page => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
  }, {width, script: false}));
}

test('text of 200 % and more space between letters and lines', () => withPage(RELEASE, '#packages', async page => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }');
    document.adoptedStyleSheets = [sheet];
  });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 640);
}, {width: 640}));

test('dark follows the system, until the reader chooses', () => withPage(RELEASE, '', async page => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await background(), 'rgb(14, 17, 22)');
  await page.click('#theme');
  assert.equal(await background(), 'rgb(255, 255, 255)');
}, {dark: true}));

test('on paper: every package, both views, no controls', () => withPage(RELEASE, '#packages?q=nova', async page => {
  await page.emulateMedia({media: 'print'});
  assert.equal(await page.locator('.plain tbody tr:visible').count(), 420);
  assert.ok(await page.isVisible('#verdict'));
  for (const control of ['.tools', '.tabs', '.inventory', '.copy >> nth=0']) assert.ok(await page.isHidden(control), control);
  const pdf = await page.pdf();
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages > 5 && pages < 40, `${pages} pages`);
}));

test('on a phone, a package covers the page, and the page behind cannot be used', () => withPage(RELEASE, '#packages', async page => {
  await page.click('.inv .nm >> nth=1');
  assert.equal(await page.evaluate(() => document.getElementById('main').inert), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.getElementById('main').inert), false);
}, {width: 390}));
