// Texts in pictures: measured, because nothing there is wrapped.
const measure = document.createElement('canvas').getContext('2d');
const fontFamily = getComputedStyle(document.body).fontFamily;

// The text, shortened so that it fits into `width` pixels.
function fitted(value, width, size = '12px') {
  measure.font = `${size} ${fontFamily}`;
  if (measure.measureText(value).width <= width) return value;
  let length = value.length;
  while (length > 1 && measure.measureText(value.slice(0, length) + '…').width > width) length -= 1;
  return value.slice(0, length) + '…';
}
