// Stands for Google's own code: reads the data layer, and sends nothing.
(function (w) {
  w.google_tag_manager = { 'G-DEMO123': {} };
  const layer = w.dataLayer;
  const push = layer.push;
  const told = (entry) => entry && entry.length && w.panel.told('gtag', [...entry]);
  layer.forEach(told);
  layer.push = (...entries) => {
    entries.forEach(told);
    return push.apply(layer, entries);
  };
})(window);
