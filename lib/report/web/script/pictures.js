// Pictures, each drawn at the width that there is, with a line that says what is in focus, and a table for everybody.
class Figure {
  // `draw(width, select)` returns the picture; `table()` what it says.
  constructor(title, description, draw, table) {
    this.draw = draw;
    this.place = h('div', {class: 'picture'});
    this.selected = h('p', {class: 'selected soft', role: 'status'});
    const button = h('button', {class: 'btn', type: 'button', 'aria-expanded': 'false'}, 'Show as a table');
    const tablePlace = h('div', {class: 'tablebox', hidden: true});
    button.addEventListener('click', () => {
      if (!tablePlace.firstChild) append(tablePlace, [table()]);
      tablePlace.hidden = !tablePlace.hidden;
      button.setAttribute('aria-expanded', String(!tablePlace.hidden));
      button.textContent = tablePlace.hidden ? 'Show as a table' : 'Hide the table';
    });
    this.element = h('figure', null,
      h('figcaption', {class: 'head'}, h('h3', null, title), button), h('p', {class: 'lead'}, description),
      this.place, this.selected, tablePlace);
  }

  render() {
    const width = Math.floor(this.place.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    this.place.replaceChildren();
    append(this.place, [this.draw(width, label => { this.selected.textContent = label; })]);
  }
}

const sizeFigure = () => new Figure('Sizes', 'The area of a package is the size of its file; the colour is its section.', treemap,
  () => dataTable('Sizes by section', [{name: 'Section'}, {name: 'Packages', number: true}, {name: 'Size', number: true}],
    D.sections.map(section => [[sectionDot(section.path), section.path], number(P.filter(p => p.section === section.path).length), bytes(section.bytes)])));

const LICENCES_SHOWN = 12;
function licenceFigure() {
  const counts = new Map();
  for (const p of P) counts.set(p.license || 'none', (counts.get(p.license || 'none') || 0) + 1);
  const list = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const most = list.length ? list[0][1] : 1;
  const linkOf = name => addressOf({...S, view: 'packages', query: '', package: '', filters: {...emptyFilters(), license: new Set([name])}});
  return new Figure('Licences', `${plural(list.length, 'licence text')}, as the packages state them. Select one to see its packages.`,
    () => h('ul', {class: 'bars'}, list.slice(0, LICENCES_SHOWN).map(([name, count]) => h('li', null,
      h('a', {href: linkOf(name)}, name), h('span', {class: 'length', css: {'--part': count / most}}), h('span', {class: 'num dim'}, number(count))))),
    () => dataTable('Licences', [{name: 'Licence'}, {name: 'Packages', number: true}],
      list.map(([name, count]) => [h('a', {href: linkOf(name)}, name), number(count)])));
}

function timelineFigure() {
  const byStem = new Map(P.map(p => [sourceStem(p), p]));
  const linkOf = job => {
    const p = byStem.get(job.nevra.replace(/\.(no)?src$/, '').replace(/-\d+:/, '-'));
    return p && packageLink(p);
  };
  return new Figure('Build timeline', 'Each bar is a build in the row of its slot. The outlined builds are the critical path, which determined the time of the run.',
    (width, select) => timelinePicture(D.timeline, width, linkOf, select), () => timelineTable(D.timeline));
}

// The packages that most others need: where to start looking at dependencies.
function neighbourFigure() {
  const most = P.filter(p => !p.isSource).sort((a, b) => neededByOf(b.index).length - neededByOf(a.index).length || a.index - b.index);
  const chosen = () => (S.package && packageOf(S.package)) || most[0];
  const list = h('datalist', {id: 'names'}, most.slice(0, 500).map(p => h('option', {value: p.name})));
  const input = h('input', {type: 'text', list: 'names', 'aria-label': 'Package in the middle', placeholder: 'Package …', autocomplete: 'off'});
  let shown = chosen();
  const figure = new Figure('Dependencies', 'One step up and one step down from a package. Select a box to see that package.',
    width => [h('p', {class: 'pick'}, input), list, neighbourPicture(shown, width, packageLink)],
    () => dataTable('Packages that most others need', [{name: 'Package'}, {name: 'Needed by', number: true}, {name: 'Needs', number: true}],
      most.slice(0, 30).map(p => [nameLink(p), number(neededByOf(p.index).length), number(needsOf(p.index).length)])));
  figure.follow = p => {
    if (!p || p === shown) return;
    shown = p;
    input.value = p.name;
    figure.width = 0;
    figure.render();
  };
  input.addEventListener('change', () => figure.follow(P.find(p => p.name === input.value && !p.isSource)));
  return figure;
}

class Pictures {
  render() {
    if (!this.figures) {
      this.figures = [sizeFigure(), D.timeline && timelineFigure(), columns.needs && P.some(p => !p.isSource) && neighbourFigure(), licenceFigure()].filter(Boolean);
      append($('#pictures'), this.figures.map(figure => figure.element));
    }
    for (const figure of this.figures) {
      figure.render();
      if (figure.follow && S.package) figure.follow(packageOf(S.package));
    }
  }
}
