// The page of a run of builds.
function startBuild() {
  const timeline = JSON.parse($('#data').textContent).timeline;
  const selected = h('p', {class: 'selected soft', role: 'status'});
  const place = h('div', {class: 'picture'});
  append($('#timeline'), [place, selected]);
  let width = 0;
  const draw = () => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    place.replaceChildren(timelinePicture(timeline, width, () => null, label => { selected.textContent = label; }));
  };
  addCopyButtons(document);
  $('.tools').append(themeButton());
  document.addEventListener('keydown', event => {
    if (!isTyping(event) && event.key === 't') $('#theme').click();
  });
  addEventListener('resize', draw);
  draw();
}
startBuild();
