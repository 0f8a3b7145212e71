// What changed since another release. The release computed the differences; the page only shows them.
const WORDS = ['downgraded', 'removed', 'upgraded', 'added', 'rebuilt', 're-signed', 'rebuilt or re-signed', 'moved'];
const [REMOVED, ADDED, MOVED] = [1, 3, 7];
const TONES = ['warn', 'bad', 'up', 'new', '', '', '', ''];

const changesByBase = new Map();
// By the position of a package: kind, evr, section, size and commit in the base; and the packages that are gone.
function changesSince(base) {
  if (changesByBase.has(base)) return changesByBase.get(base);
  const of = new Map();
  base.index.forEach((index, i) => of.set(index, {
    kind: base.kind[i],
    evr: text(base.evr[i]),
    section: text(base.section[i]),
    size: base.size[i],
    commit: text(base.commit[i]),
  }));
  for (const index of base.added) of.set(index, {kind: ADDED, evr: '', section: '', size: 0, commit: ''});
  const gone = base.gone.map(([name, arch, evr, section, size]) =>
    ({name: text(name), arch: text(arch), evr: text(evr), section: text(section), size}));
  const changes = {of, gone};
  changesByBase.set(base, changes);
  return changes;
}

const baseOf = state => D.bases.find(base => base.release === state.base) || D.bases[0];
function changeOf(index) {
  const base = baseOf(S);
  return base && changesSince(base).of.get(index);
}
const changeWord = index => {
  const change = changeOf(index);
  return change ? WORDS[change.kind] : D.bases.length ? 'unchanged' : '';
};

// A version as it was, and as it is.
function stepOf(change, evr) {
  if (change.kind === REMOVED) return h('span', {class: 'old'}, evr);
  return change.evr && change.evr !== evr ? versionStep(change.evr, evr) : evr;
}

function noteOf(change, p) {
  if (change.kind === MOVED || (change.section && change.section !== p.section)) {
    return `from ${change.section} to ${p.section}`;
  }
  const wanted = columns.wanted_by[p.index] || [];
  if (change.kind === ADDED && wanted.length) return 'needed by ' + wanted.map(text).join(', ');
  return p.section;
}

function changeRow(change, p, packageLinks) {
  const name = p.index === undefined ? h('b', {class: 'nm'}, h('bdi', null, p.name))
    : h('a', {class: 'nm', href: packageLinks(p)}, h('bdi', null, p.name));
  const size = change.kind === REMOVED ? -p.size : p.size - change.size;
  return h('li', {class: 'row'}, name, h('span', {class: 'arch dim'}, p.arch),
    h('span', {class: 'ev'}, stepOf(change, p.evr)),
    h('span', {class: 'soft note'}, p.index === undefined ? p.section : noteOf(change, p)),
    h('span', {class: 'num dim'}, signedBytes(size)));
}

const MOST_ROWS = 14;
function changeGroup(kind, rows) {
  const list = h('ul', {class: 'rows'}, rows.slice(0, MOST_ROWS).map(row => row()));
  const group = h('div', {class: 'group'}, h('h3', null, `${number(rows.length)} ${WORDS[kind]}`), list);
  if (rows.length > MOST_ROWS) {
    const more = h('button', {class: 'btn', type: 'button'}, `Show all ${number(rows.length)}`);
    more.addEventListener('click', () => {
      const first = rows.slice(MOST_ROWS).map(row => row());
      append(list, first);
      more.remove();
      $('a', first[0])?.focus();
    });
    group.append(more);
  }
  return group;
}

// The groups of changes since `base`, as changes.html shows those since the release before.
function changeGroups(base) {
  const {of, gone} = changesSince(base);
  const rows = WORDS.map(() => []);
  for (const p of P) {
    const change = of.get(p.index);
    if (change) rows[change.kind].push(() => changeRow(change, p, packageLink));
  }
  for (const p of gone) rows[REMOVED].push(() => changeRow({kind: REMOVED}, p));
  const tally = h('ul', {class: 'tally'}, rows.map((list, kind) => list.length > 0 && h('li', null,
    kind === REMOVED ? h('span', {class: 'chip'}, `${number(list.length)} ${WORDS[kind]}`)
      : h('a', {class: 'chip', href: addressOf({...S, view: 'packages', query: '', package: '', filters: {
        ...emptyFilters(), change: new Set([WORDS[kind]])}})}, `${number(list.length)} ${WORDS[kind]}`))));
  const groups = rows.map((list, kind) => list.length > 0 && changeGroup(kind, list));
  const isSame = rows.every(list => list.length === 0);
  return [tally, isSame && h('p', {class: 'lead'}, 'No package changed.'), groups,
    h('p', {class: 'small dim'}, 'The same as text: '),
    command(`rpmworks diff ${shellWord(base.release)} ${shellWord(D.release)}`)];
}

// Lets the reader choose the release to compare with.
function enhanceChanges() {
  const place = $('#changes .base');
  if (!place) return;
  const select = h('select', {'aria-label': 'Compare with release'},
    D.bases.map((base, i) => h('option', {value: base.release}, base.release + (i ? '' : ' (the one before)'))));
  select.addEventListener('change', () => go({base: select.value === D.bases[0].release ? '' : select.value}));
  place.replaceChildren(select);
}

let shownBase;
function renderChanges() {
  const base = baseOf(S);
  if (!base || shownBase === base) return;
  shownBase = base;
  $('#changes select').value = base.release;
  $('#changes .changes').replaceChildren();
  append($('#changes .changes'), changeGroups(base));
}
