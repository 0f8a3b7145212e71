// Copying, the theme, and the help: what every page has.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not allowed for pages from files: the old way
    const field = h('textarea', {class: 'sr', 'aria-hidden': 'true', value: text});
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}

function copyButton(text, what) {
  let restore;
  const button = h('button', {class: 'copy', type: 'button', 'aria-label': 'Copy ' + what, title: 'Copy ' + what},
    icon('copy'));
  button.addEventListener('click', async event => {
    event.stopPropagation();
    await copyText(text);
    button.focus({preventScroll: true});
    button.replaceChildren(icon('check'));
    button.classList.add('done');
    announce('Copied ' + what);
    clearTimeout(restore);
    restore = setTimeout(() => {
      button.replaceChildren(icon('copy'));
      button.classList.remove('done');
    }, 1600);
  });
  return button;
}

const command = text => addCopyButtons(h('div', {class: 'cmd'}, h('pre', null, h('code', null, text))));
const digestText = (text, what) => h('span', {class: 'dg'}, h('code', null, text), copyButton(text, what));

// Buttons for the commands and digests that are in the page.
function addCopyButtons(root) {
  const boxes = root.matches?.('.cmd') ? [root] : $$('.cmd', root);
  for (const box of boxes) {
    if (!$('.copy', box)) box.append(copyButton($('code', box).textContent, 'the command'));
  }
  for (const element of $$('[data-copy]', root)) {
    const what = element.matches('.fpr') ? 'the fingerprint' : 'the digest';
    if (!$('.copy', element.parentElement) || element.matches('.fpr')) {
      (element.matches('.fpr') ? element : element.parentElement).append(copyButton(element.dataset.copy, what));
    }
  }
  return root;
}

function themeButton() {
  const root = document.documentElement;
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches;
  const button = h('button', {class: 'tool', type: 'button', id: 'theme'});
  const draw = () => {
    const label = isDark() ? 'Use the light theme' : 'Use the dark theme';
    button.replaceChildren(icon(isDark() ? 'sun' : 'moon'));
    set(button, {'aria-label': label, title: label + ' (t)'});
  };
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('rpmworks-theme', root.dataset.theme);
    } catch { /* then for this visit */ }
    draw();
  });
  prefersDark.addEventListener('change', draw);
  draw();
  return button;
}

function helpButton(keys) {
  const dialog = h('dialog', {id: 'help', 'aria-labelledby': 'h-help'},
    h('h2', {id: 'h-help'}, 'Keys'),
    h('dl', {class: 'keys'}, keys.map(([key, text]) => [h('dt', null, h('kbd', null, key)), h('dd', null, text)])),
    h('form', {method: 'dialog'}, h('button', {class: 'btn'}, 'Close')));
  document.body.append(dialog);
  return h('button', {class: 'tool keyboard', type: 'button', 'aria-label': 'Keys', title: 'Keys (?)',
    on: {click: () => dialog.showModal()}}, '?');
}
