// What the page knows: the rows of its table, and the data block (report/page_data.hpp describes it).
const D = JSON.parse($('#data').textContent);
const text = position => position < 0 ? '' : D.texts[position];
const columns = D.packages;
for (const [name, column] of Object.entries(columns)) {
  if (typeof column === 'number') columns[name] = new Array($('.plain').tBodies[0].rows.length).fill(column);
}

const HEX = '0123456789abcdef';
function digestOf(index) {
  const short = columns.sha256.slice(index * 43, index * 43 + 43).replaceAll('-', '+').replaceAll('_', '/');
  let hex = '';
  for (const c of atob(short)) hex += HEX[c.charCodeAt(0) >> 4] + HEX[c.charCodeAt(0) & 15];
  return hex;
}

// Texts that many packages share are one string.
const interned = new Map();
function intern(value) {
  if (!interned.has(value)) interned.set(value, value);
  return interned.get(value);
}

const P = Array.from($('.plain').tBodies[0].rows, (row, index) => {
  const cells = row.cells;
  const origin = D.origins[columns.origin[index]];
  return {
    index,
    name: cells[0].firstChild.textContent,
    summary: cells[0].lastChild.textContent,
    evr: cells[1].textContent,
    arch: intern(cells[2].textContent),
    section: intern(cells[3].textContent),
    license: intern(cells[4].textContent),
    from: intern(cells[5].textContent),
    file: cells[0].firstChild.getAttribute('href'),
    size: columns.size[index],
    origin,
    originText: origin.kind === 'git' ? 'git' : origin.kind === 'srpm' ? 'source package' : origin.upstream,
    signer: columns.signers[index],
    isSource: cells[2].textContent === 'src' || cells[2].textContent === 'nosrc',
  };
});

const nevra = p => `${p.name}-${p.evr}.${p.arch}`;
// What a link names: two sections may hold the same package.
const idOf = p => sameNevra.get(nevra(p)).length > 1 ? `${nevra(p)}@${p.section}` : nevra(p);
const sameNevra = new Map();
for (const p of P) {
  const id = nevra(p);
  if (sameNevra.has(id)) sameNevra.get(id).push(p);
  else sameNevra.set(id, [p]);
}
function packageOf(id) {
  const [name, section] = id.split('@');
  const found = sameNevra.get(name) || [];
  return found.find(p => p.section === section) || found[0];
}

const sectionIndex = new Map(D.sections.map((section, i) => [section.path, i]));
const sectionColour = path => `var(--s${(sectionIndex.get(path) ?? 0) % 6})`;
const sectionDot = path => h('span', {class: 'dot', css: {'--c': sectionColour(path)}});
const keyName = index => index < 0 ? 'unknown key' : D.keys[index].name || D.keys[index].fingerprint.slice(0, 16);
const fileVersion = p => p.evr.replace(/^\d+:/, '');
// The file name of the source package; empty for a source package.
function sourceOf(p) {
  const position = columns.source[p.index];
  return position === -2 ? `${p.name}-${fileVersion(p)}.src.rpm` : text(position);
}
const sourceStem = p => (p.isSource ? `${p.name}-${fileVersion(p)}`
  : sourceOf(p).replace(/\.(no)?src\.rpm$/, ''));
const needsOf = index => columns.needs ? columns.needs[index] : [];

// Who needs a package: made when it is first asked for.
let neededBy;
function neededByOf(index) {
  if (!neededBy) {
    neededBy = P.map(() => []);
    P.forEach(p => needsOf(p.index).forEach(other => neededBy[other].push(p.index)));
  }
  return neededBy[index];
}

// The shortest ways from packages that were built here to a package, each as a list that ends with it.
function waysTo(index, most) {
  const found = [];
  const seen = new Set([index]);
  let ways = [[index]];
  while (ways.length && found.length < most) {
    const longer = [];
    for (const way of ways) {
      for (const other of neededByOf(way[0])) {
        if (seen.has(other)) continue;
        seen.add(other);
        (columns.build[other] >= 0 ? found : longer).push([other, ...way]);
      }
    }
    ways = longer;
  }
  return found.slice(0, most);
}
