export default function (event) {
  if (event.event_name === "purchase") {
    event.params.value = event.params.value / 2;
    event.params.coupon = "half_off";
  }
  return event;
}
