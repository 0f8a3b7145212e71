// The page of a package: beside the list on wide screens, over it on narrow ones.
const field = (name, ...value) => value.flat(Infinity).some(Boolean) && [h('dt', null, name), h('dd', null, value)];
const part = (title, ...children) => children.flat(Infinity).some(Boolean) && h('section', null, h('h3', null, title), children);
const fields = (...list) => list.some(Boolean) && h('dl', {class: 'kv'}, list);
const nameLink = p => h('a', {href: packageLink(p)}, p.name);

function installCommand(p) {
  if (p.isSource) return command(`rpm -Kv ./${shellWord(decodeURI(p.file))}`);
  const section = D.sections[sectionIndex.get(p.section)];
  const program = /yum/.test(section?.clients) ? 'yum' : 'dnf';
  return command(`${program} install ${shellWord(p.name)}`);
}

function identityPart(p) {
  const spdx = text(columns.spdx[p.index]);
  const installed = columns.installed ? columns.installed[p.index] : -1;
  const url = columns.url ? text(columns.url[p.index]) : '';
  return h('section', null, h('p', null, h('bdi', null, p.summary)),
    fields(
      field('Section', sectionDot(p.section), p.section),
      field('Licence', p.license || 'none'),
      field('As SPDX', spdx && spdx !== p.license && spdx),
      field('Vendor', text(columns.vendor[p.index])),
      field('Size', bytes(p.size), installed >= 0 && `, installed ${bytes(installed)}`),
      field('Web page', url && (/^https?:\/\//.test(url) ? h('a', {href: url, rel: 'noreferrer'}, url) : url)),
      field('Signed by', keyName(p.signer), `, ${text(columns.hash[p.index]).toUpperCase()}`,
        columns.signed[p.index] > 0 && `, ${isoTime(columns.signed[p.index]).slice(0, 10)}`)),
    installCommand(p));
}

function changePart(p) {
  const change = changeOf(p.index);
  if (!change) return null;
  const commit = change.commit;
  const now = p.origin.commit;
  const commits = D.commits[sourceStem(p)] || [];
  return part(`Changed since ${baseOf(S).release}`,
    h('p', null, h('span', {class: 'tag ' + TONES[change.kind]}, WORDS[change.kind]), ' ',
      h('span', {class: 'ev'}, stepOf(change, p.evr)), ' ',
      change.kind !== ADDED && h('span', {class: 'dim'}, signedBytes(p.size - change.size))),
    commits.length > 0 && h('ul', {class: 'commits'}, commits.map(([id, subject]) =>
      h('li', null, h('code', null, id.slice(0, 10)), ' ', h('bdi', null, subject)))),
    commit && now && command(`git log --oneline ${commit.slice(0, 12)}..${now.slice(0, 12)}`));
}

function reasonPart(p) {
  const wanted = (columns.wanted_by[p.index] || []).map(text);
  const ways = p.isSource ? [] : waysTo(p.index, 3);
  const why = p.isSource ? 'The source package of what was built from it.'
    : columns.build[p.index] >= 0 ? 'repos.yaml names it: it was built for this product.'
      : wanted.length ? 'It was selected because it is needed.' : 'It was selected from an upstream repository.';
  return part('Why it is here', h('p', null, why),
    wanted.length > 0 && h('p', null, 'Selected for ', wanted.join(', '), '.'),
    ways.map(way => h('p', {class: 'way'}, way.map((index, i) => [i > 0 && [icon('right'), hidden(' needs ')],
      index === p.index ? h('b', null, p.name) : nameLink(P[index])]))),
    !p.isSource && command(`rpmworks why ${shellWord(p.name)}`));
}

function neighbourPart(p, width) {
  if (p.isSource || !columns.needs) return null;
  const outside = (columns.outside[p.index] || []).map(text);
  const hasAny = neededByOf(p.index).length || needsOf(p.index).length;
  return part('Dependencies',
    hasAny ? neighbourPicture(p, width, packageLink)
      : h('p', {class: 'dim'}, 'No package of this release needs it, and it needs none of them.'),
    outside.length > 0 && h('details', {class: 'disc'},
      h('summary', null, `Needs from elsewhere: ${number(outside.length)}`),
      h('ul', {class: 'plainlist'}, outside.map(one => h('li', null, h('code', null, one))))),
    providesPart(p));
}

// Besides its own name. A page of very many packages has no such lists.
function providesPart(p) {
  if (!columns.provides) return command(`rpm -qp --provides ./${shellWord(decodeURI(p.file))}`);
  const provides = columns.provides[p.index];
  return provides.length > 0 && h('details', {class: 'disc'},
    h('summary', null, `Provides ${plural(provides.length, 'further name')}`),
    h('ul', {class: 'plainlist'}, provides.map(one => h('li', null, h('code', null, text(one))))));
}

function originPart(p) {
  const origin = p.origin;
  const source = sourceOf(p);
  const sourcePackage = P.find(other => other.isSource && other.file.endsWith('/' + encodeURI(source)));
  const from = text(columns.from[p.index]);
  const verified = origin.verified;
  return part('Where it came from',
    fields(
      field('Repository', origin.kind !== 'upstream' && origin.url),
      field('Ref', origin.ref),
      field('Commit', origin.commit && digestText(origin.commit, 'the commit')),
      field('Verified', verified && `the ${verified.what}, signed by ${verified.fingerprint.slice(-16)}`),
      field('Upstream', origin.upstream),
      field('Address', from && from + (columns.is_cut[p.index] ? decodeURI(p.file).split('/').pop() : '')),
      field('Source package', source && (sourcePackage ? h('a', {href: packageLink(sourcePackage)}, source) : source)),
      field('Unsigned source', origin.srpm_sha256 && digestText(origin.srpm_sha256, 'the digest of the source package'))));
}

function buildPart(p) {
  const build = columns.build[p.index] >= 0 && D.builds[columns.build[p.index]];
  const run = D.runs && D.runs[sourceStem(p)];
  if (!build && !run) return null;
  const phases = (run ? run.phases : []).filter(([, , seconds]) => seconds > 0);
  return part('Build',
    build && fields(field('Target', build.target), field('Engine', build.engine),
      field('Build root', digestText(build.buildroot_sha256, 'the digest of the build root'))),
    phases.length > 0 && [phaseBar(phases), h('details', {class: 'disc'}, h('summary', null, 'Phases'),
      dataTable('Phases of the build', [{name: 'Phase'}, {name: 'Time', number: true}],
        phases.map(([name, depth, seconds]) => [h('span', {css: {'padding-inline-start': depth + 'em'}}, name), duration(seconds)])))],
    run && run.log && h('details', {class: 'disc'}, h('summary', null, 'The end of its log'),
      h('pre', {class: 'log', tabindex: 0, role: 'region', 'aria-label': 'The end of the build log'}, run.log)));
}

// The innermost phases as parts of a bar.
function phaseBar(phases) {
  const deepest = Math.max(...phases.map(([, depth]) => depth));
  const inner = phases.filter(([, depth]) => depth === deepest);
  const total = inner.reduce((sum, [, , seconds]) => sum + seconds, 0);
  return h('div', {class: 'phases', role: 'img', 'aria-label': inner.map(([name, , seconds]) => `${name} ${duration(seconds)}`).join(', ')},
    inner.map(([name, , seconds], i) => h('span', {title: `${name}, ${duration(seconds)}`, css: {'flex-grow': seconds / total, '--c': `var(--s${i % 6})`}},
      seconds / total > 0.2 && name)));
}

function historyPart(p) {
  if (!D.bases.length) return null;
  const lines = [[D.release, p.evr]];
  for (const base of D.bases) {
    const change = changesSince(base).of.get(p.index);
    const evr = !change ? p.evr : change.kind === ADDED ? '' : change.evr;
    lines.push([base.release, evr]);
  }
  return part('In earlier releases', h('ol', {class: 'history'}, lines.map(([release, evr]) => h('li', null,
    h('b', null, release), h('span', {class: evr ? 'ev' : 'dim'}, evr || 'not in it')))));
}

function filesPart(p) {
  if (!columns.file_count) return null;
  const total = columns.file_count[p.index];
  if (!total) return part('Files', h('p', {class: 'dim'}, 'It has no files.'));
  const lines = [];
  const list = columns.files ? columns.files[p.index] : [];
  for (let i = 0; i < list.length; i += 2) {
    const folder = text(list[i]);
    for (const name of list[i + 1].split('\n')) lines.push(folder === '/' || !folder ? folder + name : folder + '/' + name);
  }
  return part(`Files (${number(total)})`,
    lines.length > 0 && h('details', {class: 'disc', open: lines.length <= 20},
      h('summary', null, lines.length < total ? `The first ${number(lines.length)} of ${number(total)}` : 'All of them'),
      h('ul', {class: 'plainlist files'}, lines.map(line => h('li', null, h('code', null, line))))),
    lines.length < total && [h('p', {class: 'small dim'}, 'The lists are shortened so that this page stays small. This command lists all:'),
      command(`rpm -qlp ./${shellWord(decodeURI(p.file))}`)]);
}

function scriptletPart(p) {
  const scriptlets = columns.scriptlets ? columns.scriptlets[p.index] : [];
  if (!scriptlets.length) return null;
  return part('Scriptlets', scriptlets.map(([section, interpreter, body]) => h('details', {class: 'disc'},
    h('summary', null, h('code', null, text(section)), ' ', h('span', {class: 'dim'}, text(interpreter))),
    body >= 0 && h('pre', {class: 'log', tabindex: 0, role: 'region', 'aria-label': 'The scriptlet ' + text(section)}, text(body)))));
}

function filePart(p) {
  return part('The file', fields(
    field('File', h('a', {href: p.file}, decodeURI(p.file))),
    field('SHA-256', digestText(digestOf(p.index), 'the digest'))),
  command(`echo '${digestOf(p.index)}  ./${decodeURI(p.file).replaceAll("'", '')}' | sha256sum --check`));
}

class Panel {
  constructor() {
    this.heading = h('h2', {tabindex: -1, id: 'h-package'});
    this.where = h('span', {class: 'dim', role: 'status'});
    this.body = h('div', {class: 'pb'});
    const tool = (name, label, action) => h('button', {class: 'tool', type: 'button', 'aria-label': label, title: label, on: {click: action}}, icon(name));
    this.back = tool('left', 'Previous package (k)', () => stepPackage(-1));
    this.next = tool('right', 'Next package (j)', () => stepPackage(1));
    this.share = h('span');
    this.nevra = h('p', {class: 'ev dim'});
    this.element = h('aside', {class: 'panel', 'aria-labelledby': 'h-package', hidden: true},
      h('div', {class: 'ph'}, h('div', {class: 'pt'}, this.back, this.next, this.where,
        h('span', {class: 'end'}, this.share, tool('cross', 'Close (Esc)', () => closePackage()))),
      this.heading, this.nevra), this.body);
    $('#main').after(this.element);
  }

  render() {
    const p = S.package && packageOf(S.package);
    const wasOpen = !this.element.hidden;
    this.element.hidden = !p;
    document.body.classList.toggle('with-panel', Boolean(p));
    const isCovering = Boolean(p) && matchMedia('(max-width: 760px)').matches;
    for (const part of [$('.top'), $('#main'), $('footer')]) part.inert = isCovering;
    inventory.table.mark(p);
    if (!p) {
      this.shown = null;
      return;
    }
    if (this.shown === p && this.base === S.base) return;
    const isOther = this.shown !== p;
    this.shown = p;
    this.base = S.base;
    this.heading.replaceChildren(h('bdi', null, p.name));
    this.nevra.textContent = `${p.evr}.${p.arch}`;
    const list = inventory.list || P;
    const position = list.indexOf(p);
    this.where.textContent = position < 0 ? '' : `${number(position + 1)} of ${number(list.length)}`;
    this.back.disabled = position <= 0;
    this.next.disabled = position < 0 || position === list.length - 1;
    this.share.replaceChildren(linkButton());
    const width = Math.max(260, Math.min(560, this.element.clientWidth - 48));
    this.body.replaceChildren();
    append(this.body, [identityPart(p), changePart(p), reasonPart(p), neighbourPart(p, width), originPart(p), buildPart(p),
      historyPart(p), filesPart(p), scriptletPart(p), filePart(p)]);
    if (!isOther) return;
    this.element.scrollTop = 0;
    if (!wasOpen || isCovering) this.heading.focus({preventScroll: true});
  }
}

function openPackage(p) {
  go({package: idOf(p)}, !S.package);
}

function closePackage() {
  const p = packageOf(S.package);
  go({package: ''}, true);
  if (S.view === 'packages' && p) inventory.table.focus(p);
  else (returnFocus?.isConnected ? returnFocus : $('#main')).focus({preventScroll: true});
}

function stepPackage(step) {
  const list = inventory.list || P;
  const at = S.package ? list.indexOf(packageOf(S.package)) : -1;
  const p = list[at + step];
  if (!p) return;
  if (S.package) go({package: idOf(p)});
  if (S.view === 'packages' && !S.package) inventory.table.focus(p);
  if (S.package) panel.heading.focus({preventScroll: true});
}
