// What Meta and Google tell a shop to put into its pages, unchanged but for where their code is from.
!function (f) {
  if (f.fbq) return;
  var n = (f.fbq = function () {
    n.callMethod ? n.callMethod.apply(n, arguments) : n.queue.push(arguments);
  });
  if (!f._fbq) f._fbq = n;
  n.push = n;
  n.loaded = !0;
  n.version = '2.0';
  n.queue = [];
}(window);
fbq('init', '1234567890');
fbq('track', 'PageView');

window.dataLayer = window.dataLayer || [];
function gtag() {
  dataLayer.push(arguments);
}
gtag('js', new Date());
gtag('config', 'G-DEMO123');
