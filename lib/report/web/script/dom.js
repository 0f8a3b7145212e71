// Elements. Text becomes text nodes: nothing here parses markup.
const SVG = 'http://www.w3.org/2000/svg';

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === '') continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

// Attributes with the value null, undefined or false are left out. `on` has listeners; `css` has properties.
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') {
      for (const event in value) element.addEventListener(event, value[event]);
    } else if (name === 'css') {
      for (const property in value) element.style.setProperty(property, value[property]);
    } else if (name === 'value') {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  return element;
}

const h = (tag, attributes, ...children) => append(set(document.createElement(tag), attributes), children);
const svg = (tag, attributes, ...children) => append(set(document.createElementNS(SVG, tag), attributes), children);
const icon = name => svg('svg', {class: 'i', 'aria-hidden': 'true'}, svg('use', {href: '#i-' + name}));
const hidden = text => h('span', {class: 'sr'}, text);

// A table that says what a picture shows.
function dataTable(caption, columns, rows) {
  return h('table', {class: 'stack data'},
    h('caption', {class: 'sr'}, caption),
    h('thead', null, h('tr', null, columns.map(c => h('th', {scope: 'col', class: c.number && 'num'}, c.name)))),
    h('tbody', null, rows.map(row => h('tr', null, row.map((cell, i) =>
      h('td', {'data-label': columns[i].name, class: columns[i].number && 'num'}, cell))))));
}

// One region tells screen readers what happened.
let announcer;
function announce(text) {
  if (!announcer) announcer = document.body.appendChild(h('div', {class: 'sr', role: 'status'}));
  announcer.textContent = text;
}

// Whether a key press is text for a field, or a shortcut of the browser.
function isTyping(event) {
  const field = event.target.closest?.('input, select, textarea');
  return event.ctrlKey || event.metaKey || event.altKey || (field && field.type !== 'checkbox');
}
