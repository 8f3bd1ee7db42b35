"""What organisations are told by itself: subscriptions, lists and streams; `webhooks` sends."""
