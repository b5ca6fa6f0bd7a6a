#!/bin/sh
# The backup container's health check: did the last step go well, and is the last backup younger than two turns?
set -eu

# shellcheck source=infra/backup/tools.sh
. "$(dirname "$0")/tools.sh"

! cat "$dir/.failed" 2>/dev/null && made_within "$((${FLAGMETER_BACKUP_EVERY_HOURS:-6} * 2))"
