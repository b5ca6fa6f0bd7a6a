#!/bin/sh
# Makes one backup of the database, throws away the oldest, and copies it to S3 where that is asked for.
#
#   FLAGMETER_BACKUP_DIR     where backups are kept; default: backups, in the working folder
#   FLAGMETER_BACKUP_KEEP    how many stay there; default 14. What is in S3 is up to the bucket's own rules.
#   FLAGMETER_BACKUP_S3_URL  https://HOST/BUCKET or .../BUCKET/FOLDER, with AWS_ACCESS_KEY_ID and
#                            AWS_SECRET_ACCESS_KEY, and AWS_REGION where it is not us-east-1
set -eu

# shellcheck source=infra/backup/tools.sh
. "$(dirname "$0")/tools.sh"

dir=${FLAGMETER_BACKUP_DIR:-backups}
keep=${FLAGMETER_BACKUP_KEEP:-14}
case $keep in
  '' | *[!0-9]* | 0) die "FLAGMETER_BACKUP_KEEP must be a number of backups from 1 on, it is '$keep'." ;;
esac
if [ -n "${FLAGMETER_BACKUP_S3_URL-}" ]; then
  [ -n "${AWS_ACCESS_KEY_ID-}" ] && [ -n "${AWS_SECRET_ACCESS_KEY-}" ] ||
    die "FLAGMETER_BACKUP_S3_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as well."
  command -v curl >/dev/null || die "FLAGMETER_BACKUP_S3_URL needs curl, which is not installed."
fi
mkdir -p "$dir" 2>/dev/null && [ -w "$dir" ] || die "FLAGMETER_BACKUP_DIR is $dir, which cannot be written."

find_tools
file=$dir/flagmeter-$(date -u +%Y%m%dT%H%M%SZ).dump
# Under another name until it is complete: what ends in .dump can be restored.
trap 'rm -f "$file.part"' EXIT
umask 077
pg_dump --format=custom --no-owner --no-privileges --file "$file.part" --dbname "$DATABASE_URL"
pg_restore --list "$file.part" | grep -q 'TABLE DATA public period_totals' ||
  die "the database has no FlagMeter tables yet, so there is nothing to back up."
mv "$file.part" "$file"

if [ -n "${FLAGMETER_BACKUP_S3_URL-}" ]; then
  # The key comes on the input, for the same reason as the password of the database.
  printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" |
    curl --config - --silent --show-error --fail --retry 3 --aws-sigv4 "aws:amz:${AWS_REGION:-us-east-1}:s3" \
      --header "x-amz-content-sha256: $(sha256sum "$file" | cut -d ' ' -f 1)" \
      --upload-file "$file" "${FLAGMETER_BACKUP_S3_URL%/}/${file##*/}" >/dev/null ||
    die "$file was made, but could not be copied to $FLAGMETER_BACKUP_S3_URL."
fi

# Names sort as the times in them.
find "$dir" -maxdepth 1 -name 'flagmeter-*.dump' | sort -r | tail -n +"$((keep + 1))" | while read -r old; do
  rm -f "$old"
done
# For the health check: made, and copied where that is asked for.
touch "$dir/.last-success"
echo "$file"
