// The page of a release: its views, keys and links.
let returnFocus;
const inventory = new Inventory();
const pictures = new Pictures();
const panel = new Panel();

function linkButton() {
  return copyButton(location.href, 'a link to this view');
}

function render() {
  for (const view of VIEWS) $('#' + view).hidden = view !== S.view;
  for (const tab of $$('.tabs a')) {
    if (tab.hash === '#' + S.view) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
    tab.href = addressOf({...S, view: tab.dataset.view, package: ''});
  }
  if (S.view === 'overview') renderChanges();
  if (S.view === 'packages') inventory.render();
  panel.render();
  if (S.view === 'pictures') pictures.render();
}

// The static page names packages; with the script they are links.
function linkPackages() {
  for (const name of $$('#changes [data-package]')) {
    if (name.dataset.package) name.replaceWith(h('a', {class: 'nm', href: packageLink(P[name.dataset.package])}, ...name.childNodes));
  }
}

function onKey(event) {
  if (isTyping(event) || $('dialog[open]')) return;
  if (event.key === 'Escape') {
    if (S.package) closePackage();
    return;
  }
  const actions = {
    '/': () => {
      go({view: 'packages', package: ''}, S.view !== 'packages');
      inventory.input.focus();
      inventory.input.select();
    },
    j: () => step(1),
    k: () => step(-1),
    1: () => go({view: 'overview', package: ''}, true),
    2: () => go({view: 'packages', package: ''}, true),
    3: () => go({view: 'pictures', package: ''}, true),
    t: () => $('#theme').click(),
    '?': () => $('#help').showModal(),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

// Without an open package, j and k move in the list.
function step(by) {
  if (S.package) {
    stepPackage(by);
  } else if (S.view === 'packages') {
    const row = document.activeElement.closest?.('tr[data-index]');
    const at = row ? inventory.list.indexOf(P[row.dataset.index]) : -1;
    const p = inventory.list[at < 0 ? 0 : at + by];
    if (p) inventory.table.focus(p);
  }
}

function start() {
  for (const tab of $$('.tabs a')) tab.dataset.view = tab.hash.slice(1);
  addCopyButtons(document);
  enhanceChanges();
  linkPackages();
  $('.tools').append(helpButton([['/', 'search'], ['j  k', 'next and previous package'], ['Enter', 'open'],
    ['Esc', 'close'], ['1  2  3', 'overview, packages, pictures'], ['t', 'light or dark'], ['?', 'this list']]), themeButton());
  document.addEventListener('keydown', onKey);
  // A link to a package on this page: remember where the reader was.
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = link.getAttribute('href');
    if (address === '#main') return;
    event.preventDefault();
    returnFocus = link;
    history.pushState(null, '', address);
    const view = S.view;
    S = readAddress();
    render();
    if (S.view !== view && !S.package) scrollTo(0, 0);
  });
  addEventListener('popstate', () => {
    S = readAddress();
    render();
  });
  addEventListener('resize', () => {
    if (S.view === 'pictures') pictures.render();
  });
  shownBase = S.base ? null : D.bases[0];
  render();
  if (!S.anchor) scrollTo(0, 0);
}
start();
