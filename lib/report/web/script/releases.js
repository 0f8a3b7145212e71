// The page of all releases: which of them hold a package.
const DATA = JSON.parse($('#data').textContent);
const MOST_FOUND = 60;

function packagesOf(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const names = new Map();
  for (const [name, arch, evr, section, digest, releases] of DATA.rows) {
    const haystack = `${name}.${arch} ${evr} ${section} ${digest}`.toLowerCase();
    if (!words.every(word => haystack.includes(word))) continue;
    const id = `${name}.${arch}`;
    if (!names.has(id)) names.set(id, []);
    names.get(id).push({evr, section, digest, releases});
  }
  return names;
}

function findTable(names) {
  const shown = [...names].slice(0, MOST_FOUND);
  return dataTable('Packages and the releases that hold them',
    [{name: 'Package'}, {name: 'Version'}, {name: 'Releases'}, {name: 'Section'}, {name: 'Digest'}],
    shown.flatMap(([id, versions]) => versions.map(({evr, section, digest, releases}, i) => [
      i ? h('span', {class: 'dim'}, id) : h('b', null, id), h('span', {class: 'ev'}, evr),
      releases.map(release => [h('span', {class: 'tag'}, DATA.releases[release]), ' ']), section, h('code', null, digest)])));
}

function startReleases() {
  const input = h('input', {type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false',
    placeholder: 'Name, version, section, digest …', 'aria-label': 'Search the packages of all releases'});
  const count = h('p', {class: 'count dim', role: 'status'});
  const place = h('div');
  append($('#finder'), [h('div', {class: 'find', role: 'search'}, icon('search'), input), count, place]);
  const show = () => {
    const query = input.value.trim();
    history.replaceState(null, '', query ? '#q=' + encodeURIComponent(query) : location.pathname + location.search);
    place.replaceChildren();
    count.textContent = '';
    if (!query) return;
    const names = packagesOf(query);
    count.textContent = names.size ? plural(names.size, 'package') + (names.size > MOST_FOUND ? `, the first ${MOST_FOUND} of them` : '')
      : 'No release holds such a package.';
    if (names.size) append(place, [findTable(names)]);
  };
  input.addEventListener('input', show);
  $('.tools').append(themeButton());
  document.addEventListener('keydown', event => {
    if (isTyping(event)) return;
    if (event.key === 't') $('#theme').click();
    if (event.key !== '/') return;
    event.preventDefault();
    input.focus();
  });
  const query = /^#q=(.*)/.exec(location.hash);
  if (query) {
    input.value = decodeURIComponent(query[1]);
    show();
  }
}
startReleases();
