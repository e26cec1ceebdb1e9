// The rule that is measured in every engine: two tests for a drop, two renames, a sum over items, a
// query taken apart, two digests, seven fields set.
export default function (event, context) {
  const { params, user, page } = event;
  if (page.url.startsWith('https://staging.') || params.traffic_type === 'internal') {
    return null;
  }
  params.order_id = params.transaction_id;
  delete params.transaction_id;
  params.voucher = params.coupon;
  delete params.coupon;
  let sum = 0;
  for (const item of params.items) {
    sum += item.price * item.quantity;
  }
  params.sum = sum;
  const query = page.url.split('?')[1] ?? '';
  for (const pair of query.split('&')) {
    const [name, value] = pair.split('=');
    if (name === 'utm_source') {
      params.source = value;
    }
  }
  user.email_hash = context.sha256(user.email.trim().toLowerCase());
  user.phone_hash = context.sha256(user.phone);
  params.channel = 'web';
  params.net = params.value - params.tax;
  params.margin = params.net * 0.4;
  params.pieces = params.items.length;
  event.event_name = 'order';
}
