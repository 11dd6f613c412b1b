#!/bin/bash
# Runs the service from the mounted sources, and builds and starts it anew when one of them has changed.
set -um

# PostgreSQL, which a run from the sources brings along, wants its user to have a name.
id -un >/dev/null 2>&1 || echo "dev:x:$(id -u):$(id -g)::/tmp:/bin/bash" >> /etc/passwd

stamp=$(mktemp)
service=

# Maven and what it has started are a process group, because of -m.
stop() {
    [ -z "$service" ] || { kill -TERM -- "-$service"; wait "$service"; } 2>/dev/null
}
trap 'stop; exit 0' TERM INT

while true; do
    touch "$stamp"
    mvn -q &
    service=$!
    # A build that failed waits for the change that mends it.
    until [ -n "$(find pom.xml conf src/main -newer "$stamp" -print -quit)" ]; do
        sleep 1 &
        wait $!
    done
    echo "The sources have changed: starting anew." >&2
    stop
done
