// Who needs a package, and what it needs: a picture whose boxes are links, so keys and screen readers can use it.
const MOST_NEIGHBOURS = 9;

function box(p, x, y, width, isCentre, linkOf) {
  const label = svg('text', {'aria-hidden': isCentre ? null : 'true', x: x + 9, y: y + 17}, fitted(p.name, width - 18));
  const shape = svg('rect', {x, y, width, height: 26, rx: 5});
  if (isCentre) return svg('g', {class: 'me'}, shape, label);
  return svg('a', {href: linkOf(p)}, svg('title', null, nevra(p)), shape, label);
}

// `width`: of the place for the picture, in pixels.
function neighbourPicture(p, width, linkOf) {
  const [before, after] = [neededByOf(p.index), needsOf(p.index)].map(list => list.map(index => P[index]));
  const rows = Math.max(1, Math.min(MOST_NEIGHBOURS, Math.max(before.length, after.length)));
  const columnWidth = Math.floor(Math.min(230, (width - 2 * 24) / 3));
  const gap = (width - 3 * columnWidth) / 2;
  const height = 26 + rows * 32;
  const picture = svg('svg', {class: 'neighbours', width, height, viewBox: `0 0 ${width} ${height}`, role: 'group',
    'aria-label': `${plural(before.length, 'package')} ${before.length === 1 ? 'needs' : 'need'} ${p.name}, which needs ${plural(after.length, 'package')}`});
  const centre = 22 + (rows * 32 - 6) / 2 - 13;
  const column = (list, x, title) => {
    picture.append(svg('text', {class: 'axis', x, y: 12}, title));
    const shown = list.slice(0, MOST_NEIGHBOURS);
    const offset = (rows - Math.min(rows, shown.length)) * 16;
    shown.forEach((other, i) => {
      const y = 22 + offset + i * 32;
      const isLeft = x === 0;
      const from = isLeft ? [columnWidth, y + 13] : [columnWidth + gap + columnWidth, centre + 13];
      const to = isLeft ? [columnWidth + gap, centre + 13] : [x, y + 13];
      const middle = (from[0] + to[0]) / 2;
      picture.append(svg('path', {d: `M${from[0]} ${from[1]}C${middle} ${from[1]} ${middle} ${to[1]} ${to[0]} ${to[1]}`}),
        box(other, x, y, columnWidth, false, linkOf));
    });
  };
  column(before, 0, `Needed by ${number(before.length)}`);
  column(after, width - columnWidth, `Needs ${number(after.length)}`);
  picture.append(box(p, columnWidth + gap, centre, columnWidth, true, linkOf));
  const rest = (list, word) => list.length > MOST_NEIGHBOURS && h('details', {class: 'disc'},
    h('summary', null, `${word} all ${number(list.length)}`),
    h('p', {class: 'names'}, list.map(other => [h('a', {href: linkOf(other)}, other.name), ' '])));
  return [h('div', {class: 'scroll'}, picture), rest(before, 'Needed by'), rest(after, 'Needs')];
}
