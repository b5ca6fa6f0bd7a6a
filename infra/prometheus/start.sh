#!/bin/sh
# Starts Prometheus, which reads the API's key for metrics from a file only.
set -eu
if [ -z "${FLAGMETER_METRICS_KEY-}" ]; then
  echo "flagmeter: FLAGMETER_METRICS_KEY is not set; Prometheus reads the API's metrics with it." >&2
  exit 1
fi
umask 077
printf %s "$FLAGMETER_METRICS_KEY" > /tmp/metrics-key
unset FLAGMETER_METRICS_KEY
exec /bin/prometheus "$@"
