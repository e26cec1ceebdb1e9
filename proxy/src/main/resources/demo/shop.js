// The shop: what is in the cart, and what it tells the vendors' tags. It knows nothing of Tagyard but
// who the customer is.
(function (d) {
  const PRICE = 59.9;
  const item = (quantity) => ({ item_id: 'SKU1', item_name: 'Ridge hiking boots', price: PRICE, quantity });
  const content = (quantity) => ({ contents: [{ id: 'SKU1', quantity }], content_type: 'product' });
  const money = (quantity) => ({ value: +(PRICE * quantity).toFixed(2), currency: 'EUR' });
  const euros = (quantity) => '€ ' + (PRICE * quantity).toFixed(2);
  const quantity = () => +sessionStorage.cart || 0;
  const at = (id, action) => d.getElementById(id) && action(d.getElementById(id));

  const count = () => at('count', (badge) => (badge.textContent = quantity() || ''));

  at('add', (button) => {
    const soldThing = { ...money(1), items: [item(1)] };
    gtag('event', 'view_item', soldThing);
    fbq('track', 'ViewContent', { ...money(1), ...content(1) });
    button.onclick = () => {
      sessionStorage.cart = quantity() + 1;
      count();
      gtag('event', 'add_to_cart', soldThing);
      fbq('track', 'AddToCart', { ...money(1), ...content(1) });
      button.textContent = 'In the cart. Another pair?';
    };
  });

  at('lines', (lines) => {
    const pairs = quantity();
    lines.textContent = pairs
      ? `${pairs} × Ridge hiking boots, ${euros(pairs)}`
      : 'Nothing in it yet.';
    at('checkout', (button) => {
      button.disabled = !pairs;
      button.onclick = () => {
        sessionStorage.order = JSON.stringify({ id: 'N' + Date.now().toString(36).toUpperCase(), pairs, email: d.getElementById('email').value });
        delete sessionStorage.cart;
        location = '/thanks';
      };
    });
  });

  at('order', (place) => {
    const order = JSON.parse(sessionStorage.order || 'null');
    if (!order) return (location = '/');
    place.textContent = order.id;
    ty('set', 'user', { email: order.email, country: 'DE' });
    gtag('event', 'purchase', { transaction_id: order.id, ...money(order.pairs), items: [item(order.pairs)] });
    fbq('track', 'Purchase', { ...money(order.pairs), ...content(order.pairs) });
    d.getElementById('again').onclick = () => location.reload();
  });

  count();
})(document);
