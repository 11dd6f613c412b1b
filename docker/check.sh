#!/usr/bin/env bash
# Builds an image and checks that it does what it promises: starts with its AOT cache, as nobody, without capabilities, on
# a read-only file system; needs no shell; writes and reads; is healthy; lives through a PostgreSQL that is away; and ends
# with status 0 when told to, also while it starts, and not before it has answered what it was asked. It says what an image
# takes, on disk and to pull; of minimal that is not to be more than so much.
#   docker/check.sh [TARGET...]      runtime, minimal, dev and cluster where none is named
# cluster is minimal with what a cluster takes (--build-arg CLUSTER=true), started as one member of it; dev is only built.
# AWAY=60 docker/check.sh            keeps PostgreSQL away for a minute, and not for five seconds
# Where no engine answers that can build, the status is 69 (EX_UNAVAILABLE, sysexits.h): nothing was checked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

docker=${DOCKER:-docker}
name=scheduler-check-$$
port=${CHECK_PORT:-18180}
key=some-long-key
away=${AWAY:-5}

if ! printf 'FROM scratch\nLABEL probe=1\n' | DOCKER_BUILDKIT=1 timeout 60 "$docker" build -q - >/dev/null 2>&1; then
    echo "Skipped the images: no Docker engine answers that can build with BuildKit." >&2
    exit 69
fi
export DOCKER_BUILDKIT=1
command -v ss >/dev/null || {
    echo "It takes ss (iproute2) to see who is connected." >&2
    exit 2
}
answer=$(mktemp)
saved=$answer.image

end() {
    $docker rm -f "$name" "$name-postgres" >/dev/null 2>&1 || true
    rm -rf "$answer" "$saved"
}
trap end EXIT

fail() {
    echo "$target: $1" >&2
    $docker logs "$name" 2>&1 | tail -n 20 >&2
    exit 1
}

# Everything that an orchestrator would take away is taken away.
start() {
    $docker rm -f "$name" >/dev/null 2>&1 || true
    $docker run -d --name "$name" --network host --read-only --tmpfs /tmp --cap-drop ALL \
        --security-opt no-new-privileges --cpus 1 --memory 384m --pids-limit 256 \
        -e DATABASE_URL="postgresql://scheduler:scheduler@127.0.0.1:$((port + 1))/scheduler" \
        -e SCHEDULER_HTTP_API_KEYS=$key -e SCHEDULER_HTTP_PORT="$port" "${settings[@]}" \
        -e JAVA_TOOL_OPTIONS=-XX:AOTMode=on "$image" "$@" >/dev/null
}

ask() {
    curl -sf -m 5 -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "http://127.0.0.1:$port$1" "${@:2}"
}

until_ready() {
    for _ in $(seq 600); do
        ask /health/ready >/dev/null && return
        [ "$($docker inspect -f '{{.State.Running}}' "$name")" = true ] || fail "It has ended."
        sleep 0.1
    done
    fail "It is not ready."
}

lives_without_postgres() {
    $docker stop -t 10 "$name-postgres" >/dev/null
    for _ in $(seq 300); do
        ask /health/ready >/dev/null || break
        sleep 0.1
    done
    for _ in $(seq "$away"); do
        ! ask /health/ready >/dev/null || fail "It is ready without PostgreSQL."
        ask /health/live >/dev/null || fail "It does not live without PostgreSQL."
        sleep 1
    done
    $docker start "$name-postgres" >/dev/null
    until_ready
    ask /v1/resources/ann -X PUT -d '{"timeZone":"UTC"}' >/dev/null || fail "It stores nothing after PostgreSQL was away."
}

ends_with_0() {
    $docker stop -t 30 "$name" >/dev/null
    local status
    status=$($docker inspect -f '{{.State.ExitCode}}' "$name")
    [ "$status" = 0 ] || fail "Told to stop $1 it ends with $status."
}

# Its body is not there yet when the container is told to stop, and comes after the drain delay of the image.
answers_before_it_ends() {
    { sleep 8 && echo '{"timeZone":"UTC"}'; } | curl -s -o /dev/null -w '%{http_code}' -m 60 -X PUT -T - \
        -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
        "http://127.0.0.1:$port/v1/resources/slow-$target" >"$answer" &
    local asking=$!
    until_asked
    ends_with_0 "amid a request"
    wait "$asking" || fail "A request that was under way got no answer."
    [ "$(cat "$answer")" = 201 ] || fail "A request that was under way got $(cat "$answer")."
}

# Until the connection of curl stands; the health check has others.
until_asked() {
    for _ in $(seq 100); do
        ! ss -Htnp state established "( dport = :$port )" | grep -q '"curl"' || return 0
        sleep 0.1
    done
    fail "Nobody is connected."
}

inspect() {
    $docker inspect -f "{{$1}}" "$image"
}

check() {
    [ "$(inspect .Config.User)" = 10001:10001 ] || fail "It does not run as 10001."
    [ "$(inspect 'index .Config.Entrypoint 0')" = java ] || fail "Its entry point is not the JVM itself."
    [ "$(inspect 'index .Config.Healthcheck.Test 0')" = CMD ] || fail "Its health check wants a shell."
    [ "$(inspect .Config.StopSignal)" = SIGTERM ] || fail "It is not stopped by SIGTERM."
    start
    until_ready
    ask /v1/resources/lee -X PUT -d '{"timeZone":"UTC"}' >/dev/null || fail "It stores no resource."
    ask /v1/resources/lee/schedule -X PUT -d '{"weekly":[],"holidays":["DE-BE"]}' >/dev/null || fail "It knows no holidays."
    ask /v1/bookings?limit=1 >/dev/null || fail "It lists no bookings."
    for _ in $(seq 60); do
        [ "$($docker inspect -f '{{.State.Health.Status}}' "$name")" = healthy ] && break
        sleep 0.5
    done
    [ "$($docker inspect -f '{{.State.Health.Status}}' "$name")" = healthy ] || fail "Docker does not find it healthy."
    lives_without_postgres
    answers_before_it_ends
    start
    sleep 1.5
    ends_with_0 "while it starts"
    save
    local disk pulled
    disk=$(inspect .Size)
    pulled=$(each_layer gzip -6 | wc -c)
    [ "$target" != minimal ] || is_small
    echo "$target: as promised, $((disk / 1000000)) MB on disk, $((pulled / 1000000)) to pull"
}

save() {
    rm -rf "$saved"
    mkdir "$saved"
    $docker save "$image" | tar -x -C "$saved"
}

# What a registry would send is the layers, each compressed.
each_layer() {
    for layer in $(sed 's/.*"Layers":\["\([^]]*\)"\].*/\1/; s/","/ /g' "$saved/manifest.json"); do
        gzip -dcf "$saved/$layer" | "$@"
    done
}

# 125 MB on disk at most, less than 100 of them without the AOT cache, and 45 to pull.
is_small() {
    local cache
    cache=$(each_layer tar -tv | awk '/ app\/scheduler.aot$/ { print $3 }')
    [ "$disk" -le 125000000 ] || fail "It takes $disk bytes on disk."
    [ $((disk - cache)) -lt 100000000 ] || fail "It takes $disk bytes on disk, and the AOT cache $cache."
    [ "$pulled" -le 45000000 ] || fail "It takes $pulled bytes to pull."
}

! command -v hadolint >/dev/null || hadolint docker/Dockerfile
! $docker compose version >/dev/null 2>&1 || SCHEDULER_HTTP_API_KEYS=$key $docker compose -f docker/compose.yaml config -q

$docker run -d --name "$name-postgres" --network host -e POSTGRES_USER=scheduler -e POSTGRES_PASSWORD=scheduler \
    postgres:18 -c port=$((port + 1)) >/dev/null
until (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; do
    sleep 0.2
done
[ $# -gt 0 ] || set -- runtime minimal dev cluster
for target; do
    image=scheduler-check:$target
    build=(--target "$target")
    settings=()
    if [ "$target" = cluster ]; then
        build=(--target minimal --build-arg CLUSTER=true)
        settings=(-e SCHEDULER_CLUSTER_ENABLED=true -e SCHEDULER_CLUSTER_PORT=$((port + 2))
            -e SCHEDULER_CLUSTER_NODES="127.0.0.1:$((port + 2))")
    fi
    $docker build --network host -q -f docker/Dockerfile "${build[@]}" -t "$image" . >/dev/null
    if [ "$target" = dev ]; then
        echo "dev: built"
    else
        check
    fi
done
