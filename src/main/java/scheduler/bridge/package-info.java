/// The event bus for those outside of it: one JSON frame after the other over TCP, or over a WebSocket of a
/// browser.
///
/// The frames are those of Vert.x's own bridges, so that their clients work. What stands behind them is not:
/// `vertx-tcp-eventbus-bridge` asks nobody before it delivers an event, so that a tenant would hear of all
/// others; it buffers whatever length a frame claims to have, and whatever a client does not read.
@NullMarked
package scheduler.bridge;

import org.jspecify.annotations.NullMarked;
