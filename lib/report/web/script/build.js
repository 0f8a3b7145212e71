// The page of a run of builds.
const timeline = JSON.parse($('#data').textContent).timeline;
const measure = document.createElement('canvas').getContext('2d');
