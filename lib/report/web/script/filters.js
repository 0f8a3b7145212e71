// The filters of the table: for each value, how many packages the other filters leave.
const emptyFilters = () => Object.fromEntries(FILTERS.map(name => [name, new Set()]));

const VALUE_OF = {
  section: p => p.section,
  origin: p => p.originText,
  license: p => p.license || 'none',
  signer: p => keyName(p.signer),
  change: p => changeWord(p.index),
};
const FILTER_NAMES = {section: 'Section', origin: 'Origin', license: 'Licence', signer: 'Signer', change: 'Change'};

// The packages that the state selects, and for each filter the counts of its values. One pass: a package counts for a
// filter if it passes the search and all other filters.
function select(state) {
  const search = parseSearch(state.query);
  const counts = Object.fromEntries(FILTERS.map(name => [name, new Map()]));
  const found = [];
  let size = 0;
  for (const p of P) {
    if (!matches(p, search)) continue;
    let failed = '';
    let failures = 0;
    for (const name of FILTERS) {
      if (state.filters[name].size && !state.filters[name].has(VALUE_OF[name](p))) {
        failed = name;
        failures += 1;
      }
    }
    if (failures === 0) {
      found.push(p);
      size += p.size;
    }
    for (const name of FILTERS) {
      if (failures > 1 || (failures === 1 && failed !== name)) continue;
      const value = VALUE_OF[name](p);
      counts[name].set(value, (counts[name].get(value) || 0) + 1);
    }
  }
  return {search, found, counts, size};
}

function toggleFilter(name, value) {
  const values = new Set(S.filters[name]);
  if (!values.delete(value)) values.add(value);
  go({filters: {...S.filters, [name]: values}});
}

// A menu of checkboxes. It is a <details>, so that keys and screen readers know it.
class FilterMenu {
  constructor(name) {
    this.name = name;
    this.summary = h('summary', null, FILTER_NAMES[name]);
    this.menu = h('div', {class: 'menu'});
    this.element = h('details', {class: 'facet'}, this.summary, this.menu);
    this.element.addEventListener('toggle', () => {
      if (!this.element.open) return;
      for (const other of $$('.facet[open]')) if (other !== this.element) other.open = false;
      this.draw();
    });
    this.element.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || !this.element.open) return;
      event.stopPropagation();
      this.element.open = false;
      this.summary.focus();
    });
    this.menu.addEventListener('change', event => toggleFilter(this.name, event.target.value));
  }

  update(counts) {
    this.counts = counts;
    const chosen = S.filters[this.name].size;
    this.element.classList.toggle('on', chosen > 0);
    this.summary.replaceChildren(FILTER_NAMES[this.name]);
    if (chosen) this.summary.append(h('span', {class: 'n'}, chosen), hidden(' chosen'));
    if (this.element.open) this.draw();
  }

  // The boxes stay the same elements while the menu is open, so that focus stays.
  draw() {
    const values = [...new Set([...P.map(VALUE_OF[this.name]), ...S.filters[this.name]])].filter(Boolean);
    values.sort((a, b) => (this.counts.get(b) || 0) - (this.counts.get(a) || 0) || (a < b ? -1 : 1));
    if (this.boxes?.size !== values.length) {
      this.boxes = new Map(values.map(value => [value, h('input', {type: 'checkbox', value})]));
      this.menu.replaceChildren(...values.map(value => h('label', null, this.boxes.get(value),
        h('span', null, this.name === 'section' && sectionDot(value), value), h('span', {class: 'count dim'}))));
    }
    for (const [value, box] of this.boxes) {
      const count = this.counts.get(value) || 0;
      box.checked = S.filters[this.name].has(value);
      box.parentElement.classList.toggle('zero', count === 0);
      $('.count', box.parentElement).textContent = number(count);
    }
  }
}

// The values that are chosen, each with a button that removes it.
function filterChips() {
  return FILTERS.flatMap(name => [...S.filters[name]].map(value =>
    h('button', {class: 'chip', type: 'button', 'aria-label': `Remove the filter ${FILTER_NAMES[name]}: ${value}`,
      on: {click: () => toggleFilter(name, value)}}, `${FILTER_NAMES[name]}: ${value}`, icon('cross'))));
}
