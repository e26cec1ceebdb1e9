// Stands for Google's tag: reads the data layer, wraps its push, and notes each command in
// `googleCalls`.
(function (w) {
  w.googleCalls = [];
  w.google_tag_manager = { 'G-TEST123': {} };
  var layer = (w.dataLayer = w.dataLayer || []);
  var push = layer.push;
  function take(entry) {
    if (entry) w.googleCalls.push([].slice.call(entry));
  }
  layer.forEach(take);
  layer.push = function () {
    [].forEach.call(arguments, take);
    return push.apply(layer, arguments);
  };
})(window);
