// Searching: every word must be somewhere in a package; -word must not.
const haystacks = [];
function haystack(p) {
  return haystacks[p.index] ??= [p.name, p.evr, p.arch, p.summary, p.license, p.section, p.from, keyName(p.signer),
    p.origin.url, p.origin.ref, p.origin.commit, sourceOf(p), text(columns.from[p.index]),
    D.keys[p.signer]?.fingerprint].join('\n').toLowerCase();
}

function parseSearch(query) {
  const words = query.toLowerCase().split(/\s+/).filter(word => word && word !== '-');
  return {
    wanted: words.filter(word => !word.startsWith('-')),
    unwanted: words.filter(word => word.startsWith('-')).map(word => word.slice(1)),
  };
}

// A digest is searched only if a word may be the beginning of one.
function contains(p, word) {
  return haystack(p).includes(word) || (/^[0-9a-f]{8,64}$/.test(word) && digestOf(p.index).startsWith(word));
}

function matches(p, search) {
  return search.wanted.every(word => contains(p, word)) && !search.unwanted.some(word => contains(p, word));
}

// Packages whose names equal or begin with the first word come first.
function rank(p, search) {
  const word = search.wanted[0];
  if (!word) return 0;
  const name = p.name.toLowerCase();
  return name === word ? 0 : name.startsWith(word) ? 1 : name.includes(word) ? 2 : 3;
}

// A text with the words that were searched for marked.
function marked(value, search) {
  if (!search.wanted.length) return value;
  const lower = value.toLowerCase();
  const parts = [];
  let at = 0;
  while (at < value.length) {
    let next = -1;
    let length = 0;
    for (const word of search.wanted) {
      const found = lower.indexOf(word, at);
      if (found >= 0 && (next < 0 || found < next)) {
        next = found;
        length = word.length;
      }
    }
    if (next < 0 || lower.length !== value.length) break;
    parts.push(value.slice(at, next), h('mark', null, value.slice(next, next + length)));
    at = next + length;
  }
  parts.push(value.slice(at));
  return parts;
}
