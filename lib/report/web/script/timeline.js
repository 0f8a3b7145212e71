// A run of builds: a lane for each slot of each machine, a bar for each build.
const SLOT = 34;

function tickStep(seconds, most) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200];
  return steps.find(step => seconds / step <= most) || Math.ceil(seconds / most / 86400) * 86400;
}

function jobTitle(job, jobs) {
  return [`${job.name}: ${job.state}${job.phase && ' in ' + job.phase}`,
    `${duration(job.begin)} to ${duration(job.end)}, took ${duration(job.end - job.begin)}`,
    job.waited && `waited for ${job.waited}`,
    job.needs.length && `needs ${job.needs.map(i => jobs[i].name).join(', ')}`,
    job.is_critical && 'on the critical path'].filter(Boolean).join('; ');
}

// `linkOf` gives the address of a job's package, or nothing; `select` gets the text of the bar in focus.
function timelinePicture(timeline, width, linkOf, select) {
  const ran = timeline.jobs.filter(job => job.state === 'built' || job.state === 'failed');
  const places = [...new Set(ran.map(job => JSON.stringify([job.host, job.slot])))].sort();
  const left = width < 500 ? 52 : 110;
  const seconds = Math.max(timeline.seconds, 0.1, ...ran.map(job => job.end));
  const at = time => left + time / seconds * (width - left - 4);
  const height = 28 + places.length * SLOT;
  const picture = svg('svg', {class: 'lanes', width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Timeline of the builds'});
  const step = tickStep(seconds, Math.max(2, Math.floor((width - left) / 90)));
  for (let time = 0; time <= seconds; time += step) {
    picture.append(svg('path', {class: 'axis', d: `M${at(time)} 20V${height}`}));
    if (at(time) < width - 60) picture.append(svg('text', {class: 'axis', x: at(time), y: 13}, duration(time)));
  }
  places.forEach((place, lane) => {
    const [host, slot] = JSON.parse(place);
    picture.append(svg('text', {class: 'axis', x: 0, y: 28 + lane * SLOT + 20}, fitted(host ? `${host}, ${slot + 1}` : `slot ${slot + 1}`, left - 8)));
  });
  const bars = svg('g', {role: 'list', 'aria-label': 'Builds'});
  ran.forEach((job, i) => {
    const lane = places.indexOf(JSON.stringify([job.host, job.slot]));
    const x = at(job.begin);
    const w = Math.max(2, at(job.end) - x - 1);
    const title = jobTitle(job, timeline.jobs);
    const target = linkOf(job);
    const content = [svg('title', null, title), svg('rect', {x, y: 28 + lane * SLOT, width: w, height: SLOT - 6, rx: 3}),
      w > 30 && svg('text', {class: 'in', 'aria-hidden': 'true', x: x + 6, y: 28 + lane * SLOT + 18}, fitted(job.name, w - 10, '11.5px'))];
    const bar = target ? svg('a', {href: target, class: 'mark', tabindex: i ? -1 : 0}, content)
      : svg('g', {class: 'mark', tabindex: i ? -1 : 0, role: 'img'}, content);
    const item = svg('g', {role: 'listitem', class: `job ${job.state}${job.is_critical ? ' critical' : ''}`}, bar);
    for (const event of ['focusin', 'pointerenter']) item.addEventListener(event, () => select(title));
    bars.append(item);
  });
  picture.append(bars);
  picture.addEventListener('keydown', event => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    const marks = $$('.mark', picture);
    const next = step && marks[marks.indexOf(event.target.closest('.mark')) + step];
    if (!next) return;
    event.preventDefault();
    marks.forEach(one => one.setAttribute('tabindex', one === next ? 0 : -1));
    next.focus();
  });
  return picture;
}

function timelineTable(timeline) {
  return dataTable('Builds of the run', [{name: 'Build'}, {name: 'State'}, {name: 'Began after', number: true}, {name: 'Took', number: true}, {name: 'Waited for'}],
    timeline.jobs.map(job => [job.name, job.state + (job.phase && ' in ' + job.phase),
      job.waited ? duration(job.begin) : '', job.waited ? duration(job.end - job.begin) : '', job.waited]));
}
