// What changed between two places.
function startDiff() {
  addCopyButtons(document);
  const all = [...document.querySelectorAll('details')];
  if (all.length > 1) {
    const button = h('button', {class: 'plainbtn', type: 'button', id: 'open-all'}, 'Open all details');
    let isOpen = false;
    button.addEventListener('click', () => {
      isOpen = !isOpen;
      for (const one of all) one.open = isOpen;
      button.textContent = isOpen ? 'Close all details' : 'Open all details';
    });
    $('.tools').append(button);
  }
  $('.tools').append(themeButton());
  document.addEventListener('keydown', event => {
    if (!isTyping(event) && event.key === 't') $('#theme').click();
  });
}
startDiff();
