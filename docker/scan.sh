#!/usr/bin/env bash
# Looks for known vulnerabilities in an image, with whichever scanner is installed. Exit status 1 for high and critical
# ones, 2 where there is no scanner: nobody has looked then. In minimal it finds Java and the jar alone, for nothing there
# says which musl it is: that of its LINKER (see Dockerfile), which can be looked at by its name.
#   docker/scan.sh [IMAGE]
set -euo pipefail

image=${1:-appointment-scheduler}
if command -v trivy >/dev/null; then
    exec trivy image --scanners vuln --severity HIGH,CRITICAL --exit-code 1 "$image"
elif command -v grype >/dev/null; then
    exec grype "$image" --fail-on high
elif docker scout version >/dev/null 2>&1; then
    exec docker scout cves --only-severity critical,high --exit-code "$image"
fi
echo "Neither Trivy nor Grype nor Docker Scout is installed." >&2
exit 2
