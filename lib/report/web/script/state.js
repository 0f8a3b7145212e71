// The state of the page is its address: #packages?q=nova&section=deps/epel&sort=size&package=NEVRA
const FILTERS = ['section', 'origin', 'license', 'signer', 'change'];
const VIEWS = ['overview', 'packages', 'pictures'];

function readAddress() {
  const [view, query = ''] = location.hash.slice(1).split('?');
  const parameters = new URLSearchParams(query);
  const state = {
    view: VIEWS.includes(view) ? view : 'overview',
    anchor: VIEWS.includes(view) ? '' : view,
    query: parameters.get('q') || '',
    sort: parameters.get('sort') || '',
    base: parameters.get('base') || '',
    package: parameters.get('package') || '',
    filters: {},
  };
  for (const name of FILTERS) state.filters[name] = new Set(parameters.getAll(name));
  return state;
}

function addressOf(state) {
  const parameters = new URLSearchParams();
  if (state.query) parameters.set('q', state.query);
  for (const name of FILTERS) for (const value of state.filters[name]) parameters.append(name, value);
  if (state.sort) parameters.set('sort', state.sort);
  if (state.base) parameters.set('base', state.base);
  if (state.package) parameters.set('package', state.package);
  const query = parameters.toString();
  return '#' + state.view + (query ? '?' + query : '');
}

let S = readAddress();
const withState = change => addressOf({...S, ...change});
const packageLink = p => withState({package: idOf(p)});

// `change` is written into the address. Steps that a reader would undo with Back are pushed; others replace.
function go(change, isStep) {
  S = {...S, ...change};
  history[isStep ? 'pushState' : 'replaceState'](null, '', addressOf(S));
  render();
}
