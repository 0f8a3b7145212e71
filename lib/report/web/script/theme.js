// Before the page is drawn: the script is there, and the theme that the reader chose.
document.documentElement.classList.add('js');
try {
  const theme = localStorage.getItem('rpmworks-theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* pages from files may not store anything */ }
