// Buttons of the test pages. A purchase is told three times, as sites do: to gtag, to GTM's data
// layer, and to fbq. ?order= names the order.
function bought(order) {
  var items = [{ item_id: 'SKU-1', item_name: 'Lamp', price: 29.95, quantity: 2 }];
  gtag('event', 'purchase', { transaction_id: order, value: 59.9, currency: 'EUR', items: items });
  dataLayer.push({ ecommerce: null });
  dataLayer.push({
    event: 'purchase',
    ecommerce: { transaction_id: order, value: 59.9, currency: 'EUR', items: items },
  });
  fbq('track', 'Purchase', {
    value: 59.9,
    currency: 'EUR',
    contents: [{ id: 'SKU-1', quantity: 2 }],
    content_type: 'product',
  });
}
var order = new URLSearchParams(location.search).get('order') || 'T-1';
document.addEventListener('click', function (event) {
  switch (event.target.id) {
    case 'buy':
      return bought(order);
    case 'cart':
      gtag('event', 'add_to_cart', { value: 29.95, currency: 'EUR', items: [{ item_id: 'SKU-1' }] });
      return fbq('track', 'AddToCart', { content_ids: ['SKU-1'], value: 29.95, currency: 'EUR' });
    case 'next':
      event.preventDefault();
      history.pushState({}, '', '?page=2');
      document.title = 'Second page';
  }
});
