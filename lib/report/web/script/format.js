// Numbers and texts for people.
function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = count;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return (unit ? value.toFixed(1) : value) + ' ' + units[unit];
}

const signedBytes = count => count === 0 ? '±0' : (count > 0 ? '+' : '−') + bytes(Math.abs(count));
const number = count => count.toLocaleString('en');
const plural = (count, one, many = one + 's') => `${number(count)} ${count === 1 ? one : many}`;
const isoTime = seconds => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';

function duration(seconds) {
  if (seconds < 60) return seconds.toFixed(1).replace(/\.0$/, '') + ' s';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

// A version and the one that replaced it, with the part that differs set off.
function versionStep(before, after) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  while (start > 0 && /[0-9A-Za-z]/.test(after[start - 1])) start -= 1;
  const shortest = Math.min(before.length, after.length) - start;
  let end = 0;
  while (end < shortest && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  while (end > 0 && /[0-9A-Za-z]/.test(after[after.length - end])) end -= 1;
  return [h('span', {class: 'old'}, before), h('span', {class: 'dim', 'aria-hidden': 'true'}, ' → '),
    hidden(' became '), h('span', null, after.slice(0, start),
      h('span', {class: 'differs'}, after.slice(start, after.length - end)), after.slice(after.length - end))];
}

// A word for a shell command, quoted if it is not plain.
const shellWord = word => /^[A-Za-z0-9._~/+^:=,@%][A-Za-z0-9._~/+^:=,@%-]*$/.test(word) ? word
  : `'${word.replaceAll("'", "'\\''")}'`;
