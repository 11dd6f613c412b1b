// Books over the TCP bridge of the event bus, and hears of it. Node, no packages.
//
//     SCHEDULER_KEY=… node bridge.mjs HOST PORT SERVICE START

import { connect } from 'node:net';

/** Frames are JSON objects, each behind its length in four bytes. */
class Bridge {
  constructor(host, port, key, onFrame) {
    // The first frame has the key; the others may.
    this.headers = key ? { authorization: `Bearer ${key}` } : {};
    let unread = Buffer.alloc(0);
    this.socket = connect(port, host).on('data', data => {
      unread = Buffer.concat([unread, data]);
      while (unread.length >= 4 && unread.length >= 4 + unread.readUInt32BE()) {
        const end = 4 + unread.readUInt32BE();
        const frame = JSON.parse(unread.subarray(4, end).toString());
        unread = unread.subarray(end);
        onFrame(frame);
      }
    });
  }

  send(type, { headers, ...fields } = {}) {
    const frame = Buffer.from(JSON.stringify({ type, headers: { ...this.headers, ...headers }, ...fields }));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    this.socket.write(Buffer.concat([length, frame]));
  }
}

if (process.argv.length !== 6) {
  console.error('SCHEDULER_KEY=… node bridge.mjs HOST PORT SERVICE START');
  process.exit(2);
}
const [host, port, service, start] = process.argv.slice(2);
let hasReply = false;
let hasEvent = false;

const bridge = new Bridge(host, Number(port), process.env.SCHEDULER_KEY, frame => {
  if (frame.type === 'err') {
    console.error(`refused: ${frame.failureCode} ${JSON.parse(frame.message).code}`);
    process.exit(1);
  } else if (frame.type === 'pong') {
    bridge.send('send', {
      address: 'scheduler.command.book',
      replyAddress: 'booked',
      headers: { 'idempotency-key': `node ${start}` },
      body: { service, start, attendees: [{ name: 'Ada' }] },
    });
  } else if (frame.address === 'booked') {
    console.log(`reply: ${frame.body.status} ${frame.body.id}`);
    hasReply = true;
    // What was booked before is told once more, and does not happen once more.
    hasEvent ||= 'idempotency-replayed' in frame.headers;
  } else {
    console.log(`event: ${frame.body.type} ${frame.body.subject}`);
    hasEvent = true;
  }
  if (hasReply && hasEvent) {
    bridge.socket.end();
  }
});
bridge.socket.setTimeout(20_000, () => bridge.socket.destroy(new Error('nothing has come for 20 seconds')));
bridge.send('register', { address: 'scheduler.event.booking.confirmed' });
// Its answer says that events come from now on. Send one at least every 30 seconds.
bridge.send('ping');
