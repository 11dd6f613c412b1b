"""Books over the TCP bridge of the event bus, and hears of it. Python 3, no packages.

    SCHEDULER_KEY=… python3 bridge.py HOST PORT SERVICE START
"""

import json
import os
import socket
import struct
import sys


class Bridge:
    """Frames are JSON objects, each behind its length in four bytes."""

    def __init__(self, host, port, key):
        self.socket = socket.create_connection((host, port), timeout=20)
        # The first frame has the key; the others may.
        self.headers = {"authorization": "Bearer " + key} if key else {}

    def send(self, type, **fields):
        headers = {**self.headers, **fields.pop("headers", {})}
        frame = json.dumps({"type": type, "headers": headers, **fields}).encode()
        self.socket.sendall(struct.pack(">I", len(frame)) + frame)

    def receive(self):
        (length,) = struct.unpack(">I", self.exactly(4))
        frame = json.loads(self.exactly(length))
        if frame["type"] == "err":
            problem = json.loads(frame["message"])
            sys.exit(f"refused: {frame['failureCode']} {problem['code']}")
        return frame

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the bridge has closed the connection")
            data += part
        return data


def main(host, port, service, start):
    bridge = Bridge(host, int(port), os.environ.get("SCHEDULER_KEY", ""))
    bridge.send("register", address="scheduler.event.booking.confirmed")
    # Its answer says that events come from now on. Send one at least every 30 seconds.
    bridge.send("ping")
    while bridge.receive()["type"] != "pong":
        pass

    bridge.send(
        "send",
        address="scheduler.command.book",
        replyAddress="booked",
        headers={"idempotency-key": "python " + start},
        body={"service": service, "start": start, "attendees": [{"name": "Ada"}]},
    )
    has_reply = has_event = False
    while not (has_reply and has_event):
        frame = bridge.receive()
        if frame["address"] == "booked":
            print("reply:", frame["body"]["status"], frame["body"]["id"], flush=True)
            has_reply = True
            # What was booked before is told once more, and does not happen once more.
            has_event = has_event or "idempotency-replayed" in frame["headers"]
        else:
            print("event:", frame["body"]["type"], frame["body"]["subject"], flush=True)
            has_event = True


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
