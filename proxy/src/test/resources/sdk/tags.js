// What a site with both vendors' tags has in its head: their queues, set-up and page view.
(function (w) {
  if (w.fbq) return;
  var fbq = (w.fbq = function () {
    fbq.callMethod ? fbq.callMethod.apply(fbq, arguments) : fbq.queue.push(arguments);
  });
  w._fbq = fbq;
  fbq.push = fbq;
  fbq.loaded = true;
  fbq.queue = [];
})(window);
window.dataLayer = window.dataLayer || [];
function gtag() {
  dataLayer.push(arguments);
}
gtag('js', new Date());
gtag('config', 'G-TEST123');
fbq('init', '1234567890');
fbq('track', 'PageView');
