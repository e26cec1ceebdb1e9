// What rules usually do, for the warm-up.
export default function (event, context) {
  const { params = {}, user = {}, page = {} } = event;
  if (user.email?.endsWith('@example.com')) return null;
  params.sum = (params.items ?? []).map((item) => item.price * item.quantity).reduce((a, b) => a + b, 0);
  params.host = String(page.url).split('?')[0].replace(/^https?:\/\//, '');
  if (user.email) params.key = context.sha256(user.email.trim().toLowerCase());
  for (const [name, value] of Object.entries(event.ids ?? {})) {
    if (value) params[`${name}_set`] = true;
  }
  context.log(event.event_name, JSON.stringify(params).length);
  return context.random() < 0.5 ? { ...event, params: { ...params, at: new Date(context.now).toISOString() } } : event;
}
