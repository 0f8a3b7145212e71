// The table of packages. Only rows near the window exist: they are in chunks, each a <tbody>, and a chunk that is far
// away is one empty row of the height that it had.
const CHUNK = 40;
const SORTS = {
  name: {label: 'Name', by: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index)},
  section: {label: 'Section', by: (a, b) => (sectionIndex.get(a.section) - sectionIndex.get(b.section)) || a.index - b.index},
  license: {label: 'Licence', by: (a, b) => (a.license < b.license ? -1 : a.license > b.license ? 1 : a.index - b.index)},
  origin: {label: 'Origin', by: (a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.index - b.index)},
  size: {label: 'Size', by: (a, b) => b.size - a.size || a.index - b.index},
};

function sorted(found, search, sort) {
  const order = SORTS[sort.replace(/^-/, '')];
  if (order) {
    found.sort(order.by);
    if (sort.startsWith('-')) found.reverse();
  } else if (search.wanted.length) {
    const ranks = new Map(found.map(p => [p, rank(p, search)]));
    found.sort((a, b) => ranks.get(a) - ranks.get(b) || a.index - b.index);
  }
  return found;
}

// First press ascending (size: the largest first), second the reverse, third the order of the release.
const nextSort = (now, name) => now === name ? '-' + name : now === '-' + name ? '' : name;

class PackageTable {
  constructor() {
    const head = (name, key, number) => h('th', {scope: 'col', class: `c-${key}${number ? ' num' : ''}`},
      SORTS[key] ? h('button', {type: 'button', on: {click: () => go({sort: nextSort(S.sort, key)})}}, name, icon('down')) : name);
    this.heads = {name: head('Package', 'name'), section: head('Section', 'section'), license: head('Licence', 'license'),
      origin: head('Origin', 'origin'), size: head('Size', 'size', true)};
    this.element = h('table', {class: 'inv', role: 'table'},
      h('caption', {class: 'sr'}, 'Packages of the release'),
      h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'}, this.heads.name, head('Version', 'version'),
        this.heads.section, this.heads.license, this.heads.origin, this.heads.size)));
    for (const cell of $$('th', this.element)) cell.setAttribute('role', 'columnheader');
    this.observer = new IntersectionObserver(entries => entries.forEach(entry => this.fill(entry.target, entry.isIntersecting)),
      {rootMargin: '800px 0px'});
    this.element.addEventListener('click', event => {
      if (event.target.closest('a, button') || getSelection().toString()) return;
      const row = event.target.closest('tr[data-index]');
      if (row) openPackage(P[row.dataset.index]);
    });
  }

  show(list, search) {
    this.list = list;
    this.search = search;
    this.observer.disconnect();
    for (const body of [...this.element.tBodies]) body.remove();
    this.element.setAttribute('aria-rowcount', list.length + 1);
    for (const [name, cell] of Object.entries(this.heads)) {
      const direction = S.sort.replace(/^-/, '') === name ? (S.sort.startsWith('-') !== (name === 'size') ? 'descending' : 'ascending') : null;
      if (direction) cell.setAttribute('aria-sort', direction);
      else cell.removeAttribute('aria-sort');
    }
    for (let start = 0; start < list.length; start += CHUNK) {
      const body = h('tbody', {role: 'rowgroup'});
      body.start = start;
      body.height = Math.min(CHUNK, list.length - start) * 56;
      this.element.append(body);
      this.fill(body, start === 0);
      this.observer.observe(body);
    }
  }

  fill(body, isNear) {
    if (body.isFilled === isNear) return;
    if (body.isFilled) body.height = body.offsetHeight || body.height;
    if (body.contains(document.activeElement)) return;
    body.isFilled = isNear;
    if (isNear) {
      body.replaceChildren(...this.list.slice(body.start, body.start + CHUNK).map((p, i) => this.row(p, body.start + i)));
    } else {
      const space = h('tr', {class: 'space', 'aria-hidden': 'true'}, h('td', {css: {height: body.height + 'px'}}));
      body.replaceChildren(space);
    }
  }

  row(p, position) {
    const change = changeOf(p.index);
    const cell = (name, ...children) => h('td', {class: 'c-' + name, role: 'cell'}, children);
    return h('tr', {role: 'row', 'data-index': p.index, 'aria-rowindex': position + 2, class: S.package === idOf(p) && 'on'},
      cell('name', h('a', {class: 'nm', href: packageLink(p)}, h('bdi', null, marked(p.name, this.search))), ' ',
        h('span', {class: 'dim'}, p.arch), h('span', {class: 'sum'}, h('bdi', null, marked(p.summary, this.search)))),
      cell('version', h('span', {class: 'ev'}, p.evr), change && h('span', {class: 'sub'},
        h('span', {class: 'tag ' + TONES[change.kind]}, WORDS[change.kind]),
        change.evr && change.evr !== p.evr && [' was ', h('span', {class: 'ev'}, change.evr)])),
      cell('section', sectionDot(p.section), p.section),
      cell('license', p.license || h('span', {class: 'dim'}, 'none')),
      cell('origin', p.from),
      h('td', {class: 'c-size num', role: 'cell'}, bytes(p.size)));
  }

  // Scrolls to a package and returns its link; null if the list does not have it.
  focus(p) {
    const position = this.list.indexOf(p);
    if (position < 0) return null;
    const body = this.element.tBodies[Math.floor(position / CHUNK)];
    this.fill(body, true);
    const link = $(`tr[data-index="${p.index}"] a`, body);
    link?.focus({preventScroll: true});
    link?.closest('tr').scrollIntoView({block: 'nearest'});
    return link;
  }

  mark(p) {
    for (const row of $$('tr.on', this.element)) row.classList.remove('on');
    if (p) $(`tr[data-index="${p.index}"]`, this.element)?.classList.add('on');
  }
}

// The view: search, filters, what is selected, and the table.
class Inventory {
  constructor() {
    this.input = h('input', {type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false',
      placeholder: 'Name, summary, licence, commit, digest …', 'aria-label': 'Search packages', enterkeyhint: 'search'});
    this.menus = FILTERS.filter(name => name !== 'change' || D.bases.length).map(name => new FilterMenu(name));
    this.count = h('p', {class: 'count', role: 'status'});
    this.chips = h('div', {class: 'chips'});
    this.sort = h('select', {id: 'sort'}, h('option', {value: ''}, 'Order of the release'),
      Object.entries(SORTS).flatMap(([name, order]) => [h('option', {value: name}, order.label), h('option', {value: '-' + name}, order.label + ', reversed')]));
    this.empty = h('div', {class: 'empty', hidden: true}, h('p', null, 'No package matches.'),
      h('button', {class: 'btn', type: 'button', on: {click: () => this.clear()}}, 'Clear search and filters'));
    this.table = new PackageTable();
    append($('#packages .inventory'), [
      h('div', {class: 'bar', role: 'search'},
        h('div', {class: 'find'}, icon('search'), this.input, h('kbd', {class: 'keyboard', 'aria-hidden': 'true'}, '/')),
        h('div', {class: 'facets'}, this.menus.map(menu => menu.element))),
      h('div', {class: 'found'}, this.count, this.chips,
        h('label', {class: 'sortsel'}, 'Sort ', this.sort), h('span', {class: 'share'})),
      this.table.element, this.empty]);
    this.input.addEventListener('input', () => go({query: this.input.value}));
    this.input.addEventListener('keydown', event => this.onKey(event));
    this.sort.addEventListener('change', () => go({sort: this.sort.value}));
    document.addEventListener('click', event => {
      for (const menu of $$('.facet[open]')) if (!menu.contains(event.target)) menu.open = false;
    });
  }

  onKey(event) {
    if (event.key === 'Escape' && this.input.value) {
      event.stopPropagation();
      go({query: ''});
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      if (event.key === 'Enter' && this.list.length === 1) openPackage(this.list[0]);
      else if (this.list.length) this.table.focus(this.list[0]);
    }
  }

  clear() {
    go({query: '', filters: emptyFilters()});
    this.input.focus();
  }

  render() {
    const key = JSON.stringify([S.query, S.sort, S.base, FILTERS.map(name => [...S.filters[name]])]);
    if (this.key === key) return;
    this.key = key;
    if (this.input.value !== S.query) this.input.value = S.query;
    this.sort.value = S.sort;
    const {search, found, counts, size} = select(S);
    this.list = sorted(found, search, S.sort);
    for (const menu of this.menus) menu.update(counts[menu.name]);
    const isAll = found.length === P.length;
    this.count.textContent = isAll ? `${plural(P.length, 'package')}, ${bytes(size)}`
      : `${number(found.length)} of ${plural(P.length, 'package')}, ${bytes(size)}`;
    this.chips.replaceChildren(...filterChips());
    if (!isAll) {
      this.chips.append(h('button', {class: 'plainbtn', type: 'button', on: {click: () => this.clear()}}, 'Clear'));
    }
    this.table.show(this.list, search);
    this.empty.hidden = this.list.length > 0;
    this.table.element.hidden = this.list.length === 0;
  }
}
