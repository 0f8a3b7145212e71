// Sizes as areas: sections, and in them packages (squarified: Bruls, Huizing, van Wijk).
function squarify(items, x, y, width, height) {
  const placed = [];
  const total = items.reduce((sum, item) => sum + item.size, 0);
  if (!total || width <= 0 || height <= 0) return placed;
  const scale = width * height / total;
  let at = 0;
  while (at < items.length) {
    const side = Math.min(width, height);
    let end = at;
    let sum = 0;
    let worst = Infinity;
    while (end < items.length) {
      const area = Math.max(items[end].size * scale, 1e-6);
      const wider = sum + area;
      const largest = Math.max(items[at].size * scale, 1e-6);
      const ratio = Math.max(side * side * largest / (wider * wider), wider * wider / (side * side * area));
      if (ratio > worst) break;
      worst = ratio;
      sum = wider;
      end += 1;
    }
    const depth = sum / side;
    let offset = 0;
    for (const item of items.slice(at, end)) {
      const length = Math.max(item.size * scale, 1e-6) / depth;
      placed.push(width >= height ? {item, x, y: y + offset, width: depth, height: length}
        : {item, x: x + offset, y, width: length, height: depth});
      offset += length;
    }
    if (width >= height) {
      x += depth;
      width -= depth;
    } else {
      y += depth;
      height -= depth;
    }
    at = end;
  }
  return placed;
}

const LEAST_AREA = 40; // square pixels: smaller packages of a section are one rectangle

// The packages of a section as items, the smallest ones together.
function treemapItems(packages, scale) {
  const sortedList = [...packages].sort((a, b) => b.size - a.size || a.index - b.index);
  const large = sortedList.filter(p => p.size * scale >= LEAST_AREA);
  const small = sortedList.slice(large.length);
  const items = large.map(p => ({size: p.size, name: p.name, p}));
  const rest = small.reduce((sum, p) => sum + p.size, 0);
  if (rest) items.push({size: rest, name: `${number(small.length)} smaller packages`});
  return items;
}

// Marks are links in one stop of the Tab key each section: arrow keys move within.
function treemap(width, select) {
  const sections = D.sections.map(section => {
    const packages = P.filter(p => p.section === section.path);
    return {path: section.path, packages, size: packages.reduce((sum, p) => sum + p.size, 0)};
  }).filter(section => section.size > 0).sort((a, b) => b.size - a.size);
  const total = sections.reduce((sum, section) => sum + section.size, 0);
  const height = Math.round(width < 500 ? width * 1.3 : Math.min(560, width * 0.48));
  const picture = svg('svg', {class: 'treemap', width, height, viewBox: `0 0 ${width} ${height}`, role: 'group',
    'aria-label': 'Sizes of the packages by section'});
  const HEAD = 18;
  for (const {item: section, x, y, width: w, height: ht} of squarify(sections, 0, 0, width, height)) {
    const colour = sectionColour(section.path);
    const group = svg('g', {role: 'list', 'aria-label': `${section.path}, ${bytes(section.size)}`});
    const hasHead = ht > 40 && w > 40;
    if (hasHead) group.append(svg('text', {class: 'head', x: x + 2, y: y + 13, role: 'presentation'}, fitted(`${section.path} ${bytes(section.size)}`, w - 6, '600 12px')));
    const top = hasHead ? HEAD : 0;
    const items = treemapItems(section.packages, width * height / total);
    squarify(items, x + 1, y + top, w - 2, ht - top - 1).forEach((place, i) => group.append(mark(place, colour, i === 0, select)));
    picture.append(group);
  }
  picture.addEventListener('keydown', event => moveInMarks(event));
  return picture;
}

function mark({item, x, y, width, height}, colour, isFirst, select) {
  const label = `${item.name}, ${bytes(item.size)}`;
  const shape = svg('rect', {x, y, width: Math.max(0, width - 1), height: Math.max(0, height - 1), css: {fill: colour}});
  const texts = width > 44 && height > 18 && [
    svg('text', {class: 'in', 'aria-hidden': 'true', x: x + 5, y: y + 14}, fitted(item.name, width - 10, '11.5px')),
    height > 34 && svg('text', {class: 'in', 'aria-hidden': 'true', x: x + 5, y: y + 28}, fitted(bytes(item.size), width - 10, '11.5px'))];
  const content = [svg('title', null, label), shape, texts];
  const inside = item.p ? svg('a', {href: packageLink(item.p), tabindex: isFirst ? 0 : -1, class: 'mark'}, content)
    : svg('g', {role: 'img'}, content);
  const element = svg('g', {role: 'listitem'}, inside);
  for (const event of ['focusin', 'pointerenter']) element.addEventListener(event, () => select(label));
  return element;
}

function moveInMarks(event) {
  const link = event.target.closest('a.mark');
  const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
  if (!link || !step) return;
  const links = $$('a.mark', link.closest('g[role=list]'));
  const next = links[links.indexOf(link) + step];
  if (!next) return;
  event.preventDefault();
  links.forEach(one => one.setAttribute('tabindex', one === next ? 0 : -1));
  next.focus();
}
